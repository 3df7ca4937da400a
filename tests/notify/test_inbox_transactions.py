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

from .conftest import CREDIT, notification, run


async def end(connection, how):
    """COMMIT or ROLLBACK of the caller's own transaction."""
    method = getattr(connection, how.lower())
    ended = method()
    if ended is not None:
        await ended


class entered:
    """A connection of the caller's: SQLite's stays open, an engine's goes back to its pool."""

    def __init__(self, connection):
        self.connection = connection

    async def __aenter__(self):
        enter = getattr(self.connection, "__aenter__", None)
        return await enter() if enter else self.connection

    async def __aexit__(self, *error):
        leave = getattr(self.connection, "__aexit__", None)
        if leave:
            await leave(*error)


async def test_cancelled_handler(school):
    """A request that the server gives up leaves nothing behind."""
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
    """It would split the transaction in two: it can't, and nothing is left."""

    async def committing(payment, connection):
        await school.credit(payment, connection)
        ended = connection.commit()
        if ended is not None:
            await ended

    with pytest.raises(Exception, match=r"not authorized|must not commit"):
        await school.inbox.handle(notification(), committing)
    assert (await school.credits(), await school.inbox.find("7", "1720881")) == (0, None)


async def test_handler_that_swallows_a_database_error(school):
    """PostgreSQL has given up the transaction then, which is no success; others go on."""

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
    """Everything is part of the caller's transaction: he commits it, or not."""
    for ending, expected in (("ROLLBACK", 0), ("COMMIT", 1)):
        async with entered(school.begin()) as connection:
            outcome = await school.inbox.handle(
                notification(), school.credit, connection=connection
            )
            assert outcome is Outcome.HANDLED
            await end(connection, ending)
        assert await school.credits() == expected


async def test_duplicate_on_own_connection(school):
    """It is told from the row, and the caller's own work goes on."""
    await school.inbox.handle(notification(), school.credit)
    async with entered(school.begin()) as connection:
        outcome = await school.inbox.handle(notification(), school.credit, connection=connection)
        await run(connection, CREDIT.format("20882"))
        await end(connection, "COMMIT")
    assert (outcome, await school.credits()) == (Outcome.DUPLICATE, 1)
    assert await school.credits("20882") == 1


async def test_failing_handler_on_own_connection(school):
    """Its own work is undone, and the caller's before it stays."""

    async def broken(payment, connection):
        await school.credit(payment, connection)
        raise LookupError

    async with entered(school.begin()) as connection:
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
    """The caller's transaction began before the first delivery: it is a duplicate all the same."""
    async with entered(school.begin()) as connection:
        await run(connection, "SELECT * FROM zhixiao_inbox")
        await school.inbox.handle(notification(), school.credit)
        outcome = await school.inbox.handle(notification(), school.credit, connection=connection)
        await end(connection, "COMMIT")
    assert (outcome, await school.credits()) == (Outcome.DUPLICATE, 1)


async def test_error_text_without_the_payer(school):
    """What a database says of a refused insert is logged by others: no name, no id."""
    await school.execute("CREATE UNIQUE INDEX once ON zhixiao_inbox (source)")
    await school.inbox.handle(notification(), school.credit)
    second = notification("20882")
    with pytest.raises(Exception, match=r"(?i)unique|duplicate") as caught:
        await school.inbox.handle(second, school.credit)
    shown = "".join(traceback.format_exception(caught.value))
    assert not [one for one in ("2088", "2013", "张三", "\\u5f20") if f'"{one}' in shown]
