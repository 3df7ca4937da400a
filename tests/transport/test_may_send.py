"""A call that may not be sent any more: its first byte stays here, however far the call has got."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from zhixiao_async import Connections, NotSent, OrderRefund

REFUND = OrderRefund(order_id="0166")


async def test_first_byte_that_is_late(new_client, gateway) -> None:
    """``may_send`` is asked last right before the first byte, after a caller's own slow trace."""
    seen: list[str] = []

    async def note(*_: object) -> None:
        seen.append("connected")

    async def dawdle(*_: object) -> None:
        await asyncio.sleep(0)
        seen.append("dawdled")

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(note)
    trace.on_request_headers_sent.append(dawdle)
    client = new_client(connections=Connections(trace_configs=[trace]))
    with pytest.raises(NotSent, match="too late"):
        await client.call(REFUND, may_send=lambda: "dawdled" not in seen)
    assert (seen, gateway.requests) == (["connected", "dawdled"], [])


async def test_call_that_is_late_before_it_connects(new_client, gateway) -> None:
    """``may_send`` is asked once before connecting, and the call isn't repeated."""
    asked: list[bool] = []
    with pytest.raises(NotSent, match="too late"):
        await new_client().call(REFUND, may_send=lambda: bool(asked.append(True)))
    assert (asked, gateway.peers) == ([True], [])


async def test_call_that_may_be_sent(new_client, gateway) -> None:
    """A call that may be sent is sent once."""
    await new_client().call(REFUND, may_send=lambda: True)
    assert len(gateway.requests) == 1


async def test_late_after_an_attempt_that_never_left(new_client, gateway) -> None:
    """An unsent attempt isn't repeated once it is too late."""
    gateway.stop_listening()
    asked: list[bool] = []

    def may_send() -> bool:
        asked.append(True)
        return len(asked) == 1

    with pytest.raises(NotSent, match="too late"):
        await new_client().call(REFUND, may_send=may_send)
    assert len(asked) == 2
