"""A page of the listing that is fetched ahead: it waits for a connection, and then for its turn."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from zhixiao_async import Connections, NotSent, OrderList, RetryPolicy, Timeouts

PAGE = OrderList(begin_time=datetime(2026, 3, 2), end_time=datetime(2026, 3, 3))
WINDOW = {"begin_time": "2026-03-02 00:00:00", "end_time": "2026-03-03 00:00:00"}
REPLY = WINDOW | {"page_no": 1, "page_size": 1000, "total_page": 1, "total_size": 1}
REPLY |= {"data": [{"order_id": "0166", "fee": 1}]}
ONE = {"connections": Connections(limit=1), "retry": RetryPolicy(attempts=1)}


@pytest.fixture(autouse=True)
def listing(gateway, play) -> None:
    """The gateway has a page of one row."""
    gateway.plays(play.reply(REPLY))


async def test_page_becomes_objects_at_its_turn(client, gateway) -> None:
    """Its reply is there before, and it is opened once, afterwards."""
    turns: list[int] = []

    async def turn() -> None:
        turns.append(len(gateway.requests))

    page = await client._fetch_page(PAGE, turn)
    assert (turns, len(page.data)) == ([1], 1)


async def test_places_are_given_back(new_client, gateway) -> None:
    """One connection is enough for pages that come one after the other, ahead or not."""
    client = new_client(**ONE)

    async def turn() -> None:
        pass

    for _ in range(2):
        await client.call(PAGE)
        await client._fetch_page(PAGE, turn)
    assert len(gateway.requests) == 4
    assert client._exchange.limit == 1


async def test_page_that_waits_too_long_for_a_connection(new_client, gateway, play) -> None:
    """Nothing of it was sent, and its error says what it waited for."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(**ONE)
    first = asyncio.create_task(client.call(PAGE))
    await gateway.arrived.wait()
    hurried = client.with_options(timeouts=Timeouts(deadline=0.05))
    with pytest.raises(NotSent, match="timed out waiting for a free connection"):
        await hurried.call(PAGE)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert len(gateway.requests) == 1
