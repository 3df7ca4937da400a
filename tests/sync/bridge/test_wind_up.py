"""The winding up at the end: calls that are cut short, generators, and a client's block."""

from __future__ import annotations

import asyncio

import pytest

from tests.sync.silence import PATIENCE


def test_call_cut_short_winds_up(bridge, entered, in_thread):
    """A call that is cut short gets the iterations of the loop that it needs to wind up."""
    done = []

    async def pay():
        beside.append(asyncio.ensure_future(asyncio.Event().wait()))
        entered.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(9):
                await asyncio.sleep(0)
            done.append("wound up")

    beside: list[asyncio.Future[bool]] = []
    wait = in_thread(bridge.run, pay)
    assert entered.wait(PATIENCE)
    bridge.close()
    assert "cut short" in str(wait())
    assert (done, beside[0].cancelled()) == (["wound up"], True)


def test_close_in_the_middle_of_a_generator(bridge):
    """A generator's cleanup is done before the loop ends."""
    done = []

    async def pages():
        try:
            yield 1
        finally:
            await asyncio.sleep(0)
            done.append("released")

    left = pages()
    assert bridge.run(lambda: anext(left, None)) == 1
    bridge.close()
    assert done == ["released"]


def test_end_of_a_block(client):
    """The end of a ``with`` block closes the client."""
    with client:
        client.user_card(user_no="2013141516")
    with pytest.raises(RuntimeError, match="this Client is closed"):
        client.user_card(user_no="2013141516")
