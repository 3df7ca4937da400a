"""One of the merchant's orders under two of the gateway's numbers is credited under one of them."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_async import NotConfirmed
from zhixiao_async.notify import Outcome

from .conftest import notification

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


async def test_one_after_the_other(school):
    """The second is stopped: nothing is credited, and the error says why."""
    await school.inbox.handle(notification(), school.credit)
    with pytest.raises(NotConfirmed, match="was credited under another order_id"):
        await school.inbox.handle(notification(order_id="1720882"), school.credit)
    assert (await school.credits(), await school.inbox.find("7", "1720882")) == (1, None)


@pytest.mark.parametrize("school", ["postgresql"], indirect=True)
async def test_side_by_side(school):
    """The second waits for the first, which its snapshot doesn't show, and is stopped then."""

    async def credit(payment, connection):
        await school.credit(payment, connection)
        while len(school.ran) < 2:
            [(waiting,)] = await school.execute(WAITING)
            if waiting:
                break

    outcomes = await asyncio.gather(
        school.inbox.handle(notification(), credit),
        school.inbox.handle(notification(order_id="1720882"), credit),
        return_exceptions=True,
    )
    assert sorted(map(type, outcomes), key=str) == sorted([Outcome, NotConfirmed], key=str)
    assert await school.credits() == 1
