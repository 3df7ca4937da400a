"""The transaction is the inbox's, or the caller's: a handler can neither end nor split it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import traceback

import pytest
import sqlalchemy as sa

from zhixiao_async import HandlerBroke
from zhixiao_async.notify import Outcome

from .conftest import CREDIT, notification, opened, run
from .transactions import end


async def test_cancelled_handler(school):
    """A handler that is cancelled leaves nothing behind."""
    inside = asyncio.Event()

    async def endless(payment, connection):
        await school.credit(payment, connection)
        inside.set()
        await asyncio.Event().wait()

    handling = asyncio.create_task(school.inbox.handle(notification(), endless))
    await inside.wait()
    handling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handling
    assert await school.credits() == 0
    assert await school.inbox.handle(notification(), school.credit) is Outcome.HANDLED


async def test_handler_that_commits(school):
    """A handler's commit, which would split the transaction, is refused, and nothing is left."""

    async def committing(payment, connection):
        await school.credit(payment, connection)
        ended = connection.commit()
        if ended is not None:
            await ended

    with pytest.raises(Exception, match=r"not authorized|must not commit"):
        await school.inbox.handle(notification(), committing)
    assert (await school.credits(), await school.inbox.find("7", "1720881")) == (0, None)


async def test_handler_that_swallows_a_database_error(school):
    """A swallowed database error is no success where it has ended the transaction: PostgreSQL."""

    async def careless(payment, connection):
        await school.credit(payment, connection)
        with contextlib.suppress(sqlite3.Error, sa.exc.DBAPIError):
            await run(connection, "SELECT * FROM no_such_table")

    if school.dialect == "postgresql":
        with pytest.raises(HandlerBroke, match="20881"):
            await school.inbox.handle(notification(), careless)
    else:
        assert await school.inbox.handle(notification(), careless) is Outcome.HANDLED
    handled = school.dialect != "postgresql"
    assert await school.credits() == handled
    assert (await school.inbox.find("7", "1720881") is not None) == handled


async def test_handler_that_rolls_back(school):
    """A transaction that was undone under the inbox is no success."""

    async def undoing(payment, connection):
        await school.credit(payment, connection)
        ended = connection.rollback()
        if ended is not None:
            await ended

    with pytest.raises(Exception):  # noqa: B017, PT011 - each database says it in its own words
        await school.inbox.handle(notification(), undoing)
    assert await school.credits() == 0
    assert await school.inbox.handle(notification(), school.credit) is Outcome.HANDLED


async def test_own_connection(school):
    """Everything on the caller's connection is committed, or not, by the caller."""
    for ending, expected in (("ROLLBACK", 0), ("COMMIT", 1)):
        async with opened(school.begin()) as connection:
            outcome = await school.inbox.handle(
                notification(), school.credit, connection=connection
            )
            assert outcome is Outcome.HANDLED
            await end(connection, ending)
        assert await school.credits() == expected


async def test_duplicate_on_own_connection(school):
    """A duplicate on the caller's connection leaves the caller's own work."""
    await school.inbox.handle(notification(), school.credit)
    async with opened(school.begin()) as connection:
        outcome = await school.inbox.handle(notification(), school.credit, connection=connection)
        await run(connection, CREDIT.format("20882"))
        await end(connection, "COMMIT")
    assert (outcome, await school.credits()) == (Outcome.DUPLICATE, 1)
    assert await school.credits("20882") == 1


async def test_failing_handler_on_own_connection(school):
    """A failing handler's work is undone, and the caller's before it stays."""

    async def broken(payment, connection):
        await school.credit(payment, connection)
        raise LookupError

    async with opened(school.begin()) as connection:
        await school.inbox.handle(notification("20882"), school.credit, connection=connection)
        with pytest.raises(LookupError):
            await school.inbox.handle(notification(), broken, connection=connection)
        await end(connection, "COMMIT")
    assert (await school.credits(), await school.credits("20882")) == (0, 1)


async def test_constraint_of_the_users_own(school):
    """A refusal for another reason than a duplicate is an error, not a success."""
    await school.execute("CREATE UNIQUE INDEX once ON zhixiao_inbox (source)")
    await school.inbox.handle(notification(), school.credit)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        await school.inbox.handle(notification("20882"), school.credit)
    assert await school.credits("20882") == 0


@pytest.mark.parametrize("school", ["mariadb"], indirect=True)
async def test_duplicate_that_an_older_snapshot_does_not_show(school):
    """A duplicate is found though the caller's transaction began before the first delivery."""
    async with opened(school.begin()) as connection:
        await run(connection, "SELECT * FROM zhixiao_inbox")
        await school.inbox.handle(notification(), school.credit)
        outcome = await school.inbox.handle(notification(), school.credit, connection=connection)
        await end(connection, "COMMIT")
    assert (outcome, await school.credits()) == (Outcome.DUPLICATE, 1)


async def test_error_text_without_the_payer(school):
    """A database error of a refused insert shows no payer."""
    await school.execute("CREATE UNIQUE INDEX once ON zhixiao_inbox (source)")
    await school.inbox.handle(notification(), school.credit)
    second = notification("20882")
    with pytest.raises(Exception, match=r"(?i)unique|duplicate") as caught:
        await school.inbox.handle(second, school.credit)
    shown = "".join(traceback.format_exception(caught.value))
    assert not [
        personal for personal in ("2088", "2013", "张三", "\\u5f20") if f'"{personal}' in shown
    ]
