"""Failures of the inbox's model without one of its parts (docs/models.md), done with the code."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_async import HandlerBroke

from .conftest import notification, run

DROP_KEY = "ALTER TABLE zhixiao_inbox DROP CONSTRAINT zhixiao_inbox_pkey"
DROP_NUMBER = "DROP INDEX ux_zhixiao_inbox__out_trade_no__app_id"


@pytest.mark.parametrize(
    ("school", "keyed", "times"),
    # Without a key MariaDB locks the whole table, and the two deadlock.
    [("postgresql", True, 1), ("mariadb", True, 1), ("postgresql", False, 2)],
    ids=["postgresql", "mariadb", "no key"],
    indirect=["school"],
)
async def test_row_key(school, keyed, times):
    """The row's key and the order's index alone keep two workers from crediting side by side."""
    if not keyed:
        await school.execute(DROP_KEY)
        await school.execute(DROP_NUMBER)
    deliveries = [school.inbox.handle(notification(), school.credit) for _ in range(2)]
    await asyncio.gather(*deliveries)
    assert (len(school.ran), await school.credits()) == (times, times)


async def test_row_that_is_gone_after_the_handler(school):
    """A credit whose row was lost meanwhile is undone: only the next delivery's stays."""

    async def lose(payment, connection):
        await school.credit(payment, connection)
        await run(connection, "DELETE FROM zhixiao_inbox")

    with pytest.raises(HandlerBroke):
        await school.inbox.handle(notification(), lose)
    await school.inbox.handle(notification(), school.credit)
    assert await school.credits() == 1
