"""Closing a client while calls are queued."""

import asyncio

import pytest

from zhixiao_async import Connections, NotSent, OutcomeUnknown


async def test_refund_that_waits_for_a_connection_is_not_sent(new_client, gateway, play):
    """Nobody cancelled it: its error says that nothing was sent, and the other's that it was."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(connections=Connections(limit=1))
    first = asyncio.create_task(client.order_refund(out_trade_no="1"))
    await gateway.arrived.wait()
    second = asyncio.create_task(client.order_refund(out_trade_no="2"))
    while not second.done() and not _queued(client):  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)

    await client.close()

    with pytest.raises(OutcomeUnknown):
        await first
    with pytest.raises(NotSent, match="closed"):
        await second


def _queued(client) -> bool:
    session = client._exchange._transport.sessions._current[None]
    return bool(session.connector._waiters)
