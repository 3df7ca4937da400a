"""A page fetched ahead waits for a connection as long as it takes; a single call doesn't."""

from __future__ import annotations

import asyncio
from datetime import datetime
from types import SimpleNamespace

import pytest

from zhixiao_async import Connections, NotSent, OrderList, RetryPolicy, Timeouts
from zhixiao_async.transport import retry

PAGE = OrderList(begin_time=datetime(2026, 3, 2), end_time=datetime(2026, 3, 3))
WINDOW = {"begin_time": "2026-03-02 00:00:00", "end_time": "2026-03-03 00:00:00"}
REPLY = WINDOW | {"page_no": 1, "page_size": 1000, "total_page": 1, "total_size": 1}
REPLY |= {"data": [{"order_id": "0166", "fee": 1}]}
ONE = {"connections": Connections(limit=1), "retry": RetryPolicy(attempts=1)}


@pytest.fixture
def listing(gateway, play) -> None:
    """Have the gateway answer with a page of one row."""
    gateway.plays(play.reply(REPLY))


@pytest.fixture
async def busy_client(new_client, gateway, play):
    """Make a client of one connection, and the call that has it until it is cancelled."""
    gateway.plays(play.answer(b"", "stall"), play.reply(REPLY))
    client = new_client(**ONE)
    call = asyncio.create_task(client.call(PAGE))
    await gateway.arrived.wait()
    yield client, call
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)


@pytest.mark.usefixtures("listing")
async def test_places_are_given_back(new_client, gateway) -> None:
    """One connection is enough for pages that come one after the other, fetched ahead or not."""
    client = new_client(**ONE)
    for _ in range(2):
        await client.call(PAGE)
        await client._fetch_page(PAGE)
    assert len(gateway.requests) == 4
    assert client._executor.limit == 1


async def test_call_that_waits_too_long_for_a_connection(busy_client, gateway) -> None:
    """A call that gets no connection is not sent, and its error says so."""
    hurried = busy_client[0].with_options(timeouts=Timeouts(deadline=0.05))
    with pytest.raises(NotSent, match="timed out waiting for a free connection"):
        await hurried.call(PAGE)
    assert len(gateway.requests) == 1


async def test_page_fetched_ahead_waits_for_a_connection(busy_client, monkeypatch) -> None:
    """The wait behind others doesn't count against the page's deadline."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(retry, "monotonic", lambda: clock.now)
    client, call = busy_client
    page = asyncio.create_task(client._fetch_page(PAGE))
    await asyncio.sleep(0)
    clock.now += 3600
    call.cancel()
    assert len((await page).data) == 1
