"""Today, read from a gateway that lists the newest first, while orders come in."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest

from zhixiao_async import Client, WindowChanged
from zhixiao_async.listing import window_reader
from zhixiao_async.sandbox import Rules, SandboxThread
from zhixiao_async.sandbox.clock import Clock

from .conftest import BEGIN, DAY

ALWAYS = timedelta(days=365_000)
SIZE = 4


class Busy:
    """A gateway that puts new rows in front while requests are on their way."""

    def __init__(self, gateway, row, seed, most, place):
        self.draw = random.Random(seed)
        self.gateway, self.row, self.most, self.place = gateway, row, most, place
        self.number = 60
        gateway.windows = {0: [row(number) for number in range(60, 0, -1)]}
        self._fetch, gateway.fetch = gateway.fetch, self.fetch

    async def fetch(self, request):
        for _ in range(self.draw.randint(0, 9)):
            await asyncio.sleep(0)
        for _ in range(self.draw.randint(0, self.most)):
            self.number += 1
            place = self.draw.randint(0, self.place)
            self.gateway.windows[0].insert(place, self.row(self.number))
        return await self._fetch(request)


@pytest.mark.parametrize("place", [0, 9], ids=["in front", "among the first"])
@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("seed", range(10))
async def test_orders_come_in(gateway, row, read, seed, concurrency, most, place):
    """Every order that was there comes once, and the reading ends."""
    busy = Busy(gateway, row, seed, most, place)
    reading = await read(page_size=SIZE, concurrency=concurrency, open_for=ALWAYS)
    assert reading.error is None
    assert len(set(reading.ids)) == len(reading.ids)
    assert set(range(1, 61)) <= set(reading.ids) <= set(range(1, busy.number + 1))
    assert gateway.most <= concurrency
    assert len(gateway.asked) < 300


async def test_orders_come_in_faster_than_they_are_read(gateway, row, read, monkeypatch):
    """Reading ends with an error if orders come faster."""
    monkeypatch.setattr(window_reader, "_MOST_EXTRA_PAGES", 50)
    Busy(gateway, row, 1, 6 * SIZE, 0)
    reading = await read(page_size=SIZE, open_for=ALWAYS)
    assert isinstance(reading.error, WindowChanged)
    assert len(gateway.asked) < 1000


@pytest.mark.parametrize("descending", [True, False], ids=["newest first", "oldest first"])
async def test_orders_are_paid_at_the_sandbox(descending):
    """Today is read over real HTTP while orders are paid."""
    rules = Rules(listing="descending" if descending else "ascending")
    clock = Clock(start=BEGIN + DAY / 2)
    with SandboxThread(rules=rules, clock=clock) as gateway:
        gateway.seed_orders(200, 0.4, ending=BEGIN + DAY / 2)
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            ids = []
            pages = client.iter_order_pages(BEGIN, BEGIN + DAY, page_size=20, open_for=ALWAYS)
            async for page in pages:
                ids += [order.id for order in page.orders]
                gateway.seed_orders(1, 0.0001, ending=gateway.clock.now())
    assert len(set(ids)) == len(ids) > 200
