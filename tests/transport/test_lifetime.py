"""The end of a client, and the event loop that it belongs to."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_async import (
    Client,
    Effect,
    NotSent,
    OutcomeUnknown,
    RetryPolicy,
)

from .effects import ONCE, changing, effects


@effects
async def test_closed_client_refuses(client, gateway, call, effect) -> None:
    """A call on a closed client raises RuntimeError, and nothing is sent."""
    await client.close()

    with pytest.raises(RuntimeError, match="closed"):
        await call(client, effect)
    assert not gateway.peers


async def test_closing_twice_is_fine(client, call) -> None:
    """close() may be called twice, also on a client that has been used."""
    await call(client, Effect.READ)
    await client.close()

    await client.close()


async def test_leaving_the_block_hangs_up(gateway, play, call) -> None:
    """Leaving ``async with`` closes the connection that a read has kept."""
    async with Client(play.credentials, base_url=gateway.url) as client:
        await call(client, Effect.READ)

    assert await gateway.peers[0].reader.read() == b""


@changing
async def test_closing_during_a_change_leaves_its_outcome_unknown(
    new_client, gateway, play, call, effect
) -> None:
    """A change that had been sent when the client was closed ends as unknown."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(retry=RetryPolicy(attempts=2, backoff=0, resend_keyed=True))
    task = asyncio.create_task(call(client, effect))
    await gateway.arrived.wait()

    await client.close()

    with pytest.raises(OutcomeUnknown):
        await task


def test_client_belongs_to_one_loop(play) -> None:
    """A client that one event loop has used is refused by another, before anything is sent."""
    client = Client(play.credentials, base_url="http://127.0.0.1:9", retry=ONCE)

    async def call() -> None:
        with pytest.raises(NotSent):
            await client.order_query(order_id="1")

    with asyncio.Runner() as first, asyncio.Runner() as second:
        first.run(call())
        with pytest.raises(RuntimeError, match="another event loop"):
            second.run(call())
        first.run(client.close())


def test_busy_client_belongs_to_one_loop(play) -> None:
    """Another event loop is refused also while no connection is free."""
    client = Client(play.credentials, base_url="http://127.0.0.1:9", retry=ONCE)

    async def no_slot_left() -> None:
        slots = client._executor._transport.sessions.slots("")
        while not slots.locked():
            await slots.acquire()

    async def call() -> None:
        await client.order_query(order_id="1")

    with asyncio.Runner() as first, asyncio.Runner() as second:
        first.run(no_slot_left())
        with pytest.raises(RuntimeError, match="this Client belongs to another event loop"):
            second.run(call())
        first.run(client.close())
