"""Gateways that name a window in their own way: information on a connection of its own."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from zhixiao_async import Client
from zhixiao_async.sandbox import Rules, SandboxThread

from .conftest import BEGIN, DAY

PATH = "/pay_api/order_list_item_all"
WINDOW = {"begin_time": BEGIN, "end_time": BEGIN + DAY}


@pytest.fixture
def normalising():
    """Run a gateway that makes 23:59:59 of every midnight, with a thousand orders."""
    with SandboxThread(rules=Rules(listing_echo="normalised", page_cap=100)) as gateway:
        gateway.seed_orders(1000, 2, ending=BEGIN + 2 * DAY)
        yield gateway


def listings(gateway):
    """Count how often a page was asked for."""
    return sum(request.path == PATH for request in gateway.requests)


async def test_page_of_a_restated_window(normalising, caplog):
    """A restated window is accepted at once on a connection of its own, and said once."""
    async with Client(normalising.credentials, base_url=normalising.base_url) as client:
        for number in range(1, 4):
            page = await client.order_list(**WINDOW, page_size=100)
            assert page.end_time == BEGIN + DAY - timedelta(seconds=1)
            assert listings(normalising) == number
    (record,) = [entry for entry in caplog.records if entry.name == "zhixiao"]
    assert record.levelno == logging.WARNING
    assert "another end_time" in record.getMessage()


async def test_restated_window_on_a_used_connection(normalising):
    """A restated window may be another's stale page: it is asked for on a fresh connection."""
    async with Client(normalising.credentials, base_url=normalising.base_url) as client:
        await client.order_list(begin_time=BEGIN, end_time=BEGIN + DAY / 2, page_size=100)
        for number in range(3, 6):
            await client.order_list(**WINDOW, page_size=100)
            assert listings(normalising) == number


async def test_whole_listing_of_restated_windows(normalising):
    """Every order of restated windows comes once."""
    async with Client(normalising.credentials, base_url=normalising.base_url) as client:
        orders = [row async for row in client.iter_orders(BEGIN, BEGIN + 2 * DAY)]
    assert len({order.id for order in orders}) == len(orders) == 1000
