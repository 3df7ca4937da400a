"""What closing sees to its end: calls that are cut short, generators, and the client of a block."""

from __future__ import annotations

import asyncio

import pytest

from .conftest import PATIENCE


def test_call_cut_short_winds_up(portal, entered, in_thread):
    """It has the turns of the loop that it needs for it, whatever else is cut short by then."""
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
    wait = in_thread(portal.run, pay)
    assert entered.wait(PATIENCE)
    portal.close()
    assert "cut short" in str(wait())
    assert (done, beside[0].cancelled()) == (["wound up"], True)


def test_close_in_the_middle_of_a_generator(portal):
    """What it holds is released before the loop ends."""
    done = []

    async def pages():
        try:
            yield 1
        finally:
            await asyncio.sleep(0)
            done.append("released")

    left = pages()
    assert portal.run(lambda: anext(left, None)) == 1
    portal.close()
    assert done == ["released"]


def test_end_of_a_block(client):
    """It closes the client, though that is still at hand."""
    with client:
        client.user_card(user_no="2013141516")
    with pytest.raises(RuntimeError, match="this Client is closed"):
        client.user_card(user_no="2013141516")
