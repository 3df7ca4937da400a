"""No page queues inside aiohttp, where the wait would count as one for the gateway."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from zhixiao_async import Client, Connections, NotSent, Timeouts
from zhixiao_async.sandbox import SandboxThread

from .conftest import BEGIN, DAY

LIMIT = 4
PATH = "/pay_api/order_list_item_all"


@pytest.fixture(scope="module")
def gateway():
    """Run a gateway that takes its time, with two thousand orders of two days."""
    with SandboxThread() as sandbox:
        sandbox.seed_orders(2000, 2, ending=BEGIN + 2 * DAY)
        sandbox.faults.delay(0.01, path=PATH)
        yield sandbox


class Traffic:
    """Counts the requests that a client's connections see.

    Attributes:
        queued: How often a request had to wait for a connection.
        most: Requests under way at a time, at most.
    """

    def __init__(self):
        self.queued = self.most = self._under_way = 0
        self.trace = aiohttp.TraceConfig()
        self.trace.on_connection_queued_start.append(self._queue)
        self.trace.on_request_start.append(self._start)
        self.trace.on_request_end.append(self._end)

    async def _queue(self, *_):
        self.queued += 1

    async def _start(self, *_):
        self._under_way += 1
        self.most = max(self.most, self._under_way)

    async def _end(self, *_):
        self._under_way -= 1


@pytest.fixture
def traffic():
    return Traffic()


@pytest.fixture
async def client(gateway, traffic):
    connections = Connections(limit=LIMIT, trace_configs=[traffic.trace])
    async with Client(
        gateway.credentials, base_url=gateway.base_url, connections=connections
    ) as client:
        yield client


async def read(client, **options):
    """Read every order of the two days."""
    options = {"page_size": 40, "concurrency": 128} | options
    return [row async for row in client.iter_orders(BEGIN, BEGIN + 2 * DAY, **options)]


async def test_more_pages_than_connections(client, traffic):
    """No more pages are under way than there are connections."""
    assert len(await read(client)) == 2000
    assert (traffic.queued, traffic.most) == (0, LIMIT)


async def test_many_readers_of_one_client(client, traffic):
    """Readers share a client's connections, and wait for each other before they ask."""
    found = await asyncio.gather(*(read(client, concurrency=8) for _ in range(6)))
    assert [len(orders) for orders in found] == [2000] * 6
    assert (traffic.queued, traffic.most) == (0, LIMIT)


async def test_readers_that_wait_for_each_other(client):
    """A page in hand holds no connection: readers that take turns in one task don't block."""
    readers = [
        client.iter_order_pages(BEGIN, BEGIN + 2 * DAY, page_size=40, concurrency=LIMIT)
        for _ in range(3)
    ]
    async with asyncio.timeout(60):
        for _ in range(8):
            for pages in readers:
                assert len((await anext(pages)).orders) == 40
    for pages in readers:
        await pages.aclose()


async def test_single_pages_queue_within_their_deadline(client, gateway):
    """A single page waits for a connection within its own deadline."""
    gateway.faults.clear()
    gateway.faults.delay(30, path=PATH)
    hurried = client.with_options(timeouts=Timeouts(connect=None, deadline=0.2))
    window = {"begin_time": BEGIN, "end_time": BEGIN + DAY}
    busy = [asyncio.create_task(client.order_list(**window)) for _ in range(LIMIT)]
    await asyncio.sleep(0)
    with pytest.raises(NotSent, match="timed out waiting for a free connection"):
        await hurried.order_list(**window)
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)
    gateway.faults.clear()
