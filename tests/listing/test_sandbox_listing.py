"""Ten thousand orders over real HTTP: every one once, by every reading of the document."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

import zhixiao_sync
from zhixiao_async import BEIJING, Client, Mask, OperateType, RetryPolicy
from zhixiao_async.sandbox import Rules, SandboxThread

ENDING = datetime(2026, 3, 4, tzinfo=BEIJING)
DAYS = 3
RANGE = (ENDING - timedelta(days=DAYS), ENDING)
ROWS = 10_000


@pytest.fixture(scope="module")
def gateway() -> Iterator[SandboxThread]:
    """Run a sandbox with three days of a school's orders."""
    with SandboxThread() as sandbox:
        sandbox.seed_orders(ROWS, DAYS, ending=ENDING)
        yield sandbox


@pytest.fixture(scope="module")
def stored(gateway) -> tuple[int, int, int]:
    """Return rows, ids and the sum of all fees, as the gateway's own database counts them."""

    async def count(sandbox):
        return sandbox._database.first(
            "SELECT count(*), count(DISTINCT seq), sum(json_extract('{' || fields || '}', '$.fee'))"
            " FROM listing"
        )

    return tuple(gateway.run(count))


def summed(orders) -> tuple[int, int, int]:
    """Return rows, ids and the sum of all fees that were read."""
    return len(orders), len({order.id for order in orders}), sum(order.fee for order in orders)


async def read(gateway, *window, **options):
    """Read every order with the async client."""
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        async with asyncio.timeout(60):
            return [order async for order in client.iter_orders(*(window or RANGE), **options)]


def test_store_holds_what_was_asked_for(stored):
    """The database holds what the sums below are sums of."""
    assert stored[:2] == (ROWS, ROWS)
    assert stored[2] > ROWS


@pytest.mark.parametrize("split", [timedelta(hours=7), timedelta(days=1), None], ids=str)
async def test_iter_orders(gateway, stored, split):
    """Every id comes once, and the sums are the database's, however the range is split."""
    assert summed(await read(gateway, split=split)) == stored


@pytest.mark.parametrize("concurrency", [1, 3, 8])
async def test_concurrency_changes_nothing(gateway, concurrency):
    """Concurrency changes nothing, not even the order."""
    orders = await read(gateway, concurrency=concurrency)
    times = [order.order_date for order in orders]
    assert len(orders) == ROWS
    assert times == sorted(times)


async def test_iter_order_pages(gateway, stored):
    """The pages have the same orders, and the windows' totals add up to them."""
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        pages = [page async for page in client.iter_order_pages(*RANGE)]
    assert summed([order for page in pages for order in page.orders]) == stored
    assert sum({page.begin_time: page.total_size for page in pages}.values()) == ROWS
    assert not any(page.is_open for page in pages if page.end_time < ENDING)


async def test_gateway_that_is_busy_for_a_moment(gateway, stored):
    """One 系统繁忙 among a hundred pages costs a second try, and not the listing."""
    retry = RetryPolicy(backoff=0)
    async with Client(gateway.credentials, base_url=gateway.base_url, retry=retry) as client:
        orders = []
        async for page in client.iter_order_pages(*RANGE, page_size=200):
            orders += page.orders
            if len(orders) == 5000:
                gateway.faults.passing_refusal(times=1)
    assert summed(orders) == stored


def test_sync_iter_orders(gateway, stored):
    """The synchronous client reads the same."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        assert summed(list(client.iter_orders(*RANGE))) == stored


def test_sync_iter_order_pages(gateway, stored):
    """The synchronous client reads the same pages."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        pages = list(client.iter_order_pages(*RANGE))
    assert summed([order for page in pages for order in page.orders]) == stored


async def test_mask(gateway, stored):
    """Trades and refunds are all there is, and no order is both."""
    trades = await read(gateway, mask=Mask.TRADE)
    refunds = await read(gateway, mask=Mask.REFUND)
    assert {order.operate_type for order in trades} == {OperateType.TRADE}
    assert {order.operate_type for order in refunds} == {OperateType.REFUND}
    assert summed(trades + refunds) == stored


READINGS = {
    "descending": Rules(listing="descending"),
    "inclusive": Rules(listing_ends="inclusive"),
    "without ids": Rules(listing_ids=False),
    "by payment": Rules(listing_time="paid"),
    "inclusive without ids": Rules(listing_ends="inclusive", listing_ids=False),
    "all at once": Rules(
        listing="descending", listing_ends="inclusive", listing_ids=False, listing_time="paid"
    ),
}


SHORT = (ENDING - timedelta(hours=3), ENDING)


@pytest.fixture(scope="module")
def expected() -> Counter[tuple[object, ...]]:
    """Count the orders of three busy hours by the usual reading, in one window."""
    with SandboxThread() as usual:
        usual.seed_orders(3000, 0.125, ending=ENDING)
        with zhixiao_sync.Client(usual.credentials, base_url=usual.base_url) as client:
            return Counter(map(key, client.iter_orders(*SHORT)))


@pytest.mark.parametrize("rules", READINGS.values(), ids=READINGS)
async def test_every_reading_of_the_document(rules, expected):
    """Every reading of the document lists the same orders, many of them near a seam."""
    with SandboxThread(rules=rules) as gateway:
        gateway.seed_orders(3000, 0.125, ending=ENDING)
        orders = await read(gateway, *SHORT, split=timedelta(minutes=5))
    assert Counter(map(key, orders)) == expected
    assert len(orders) == 3000


def key(order):
    """Return the fields that don't depend on how the document is read."""
    return order.order_id, order.operate_type, order.fee, order.user_no, order.item_id
