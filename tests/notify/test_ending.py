"""A handler can't end the transaction by any statement, be it the inbox's or the caller's."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from zhixiao_async import HandlerBroke
from zhixiao_async.notify import Outcome

from .conftest import CREDIT, notification, opened, run
from .transactions import end, nothing_kept

FORBIDDEN = r"not authorized|must not"
ENDINGS = ["COMMIT", "ROLLBACK", "  /* now */ commit", "BEGIN", "SELECT 1; COMMIT"]


@pytest.mark.parametrize("sql", ENDINGS)
async def test_ending_in_sql(school, own, sql):
    """A statement that ends the transaction is refused, and everything is undone."""

    async def ending(payment, connection):
        await school.credit(payment, connection)
        await run(connection, sql)

    with pytest.raises(Exception, match=rf"{FORBIDDEN}|one statement at a time|multiple commands"):
        await school.inbox.handle(notification(), ending, connection=own)
    await nothing_kept(school, own)


@pytest.mark.parametrize("how", ["commit", "rollback"])
async def test_ending_by_the_connection(school, own, how):
    """The connection's own methods are no way around: refused, or no success."""

    async def ending(payment, connection):
        await school.credit(payment, connection)
        await end(connection, how)

    with pytest.raises(Exception, match=rf"{FORBIDDEN}|ended or broken"):
        await school.inbox.handle(notification(), ending, connection=own)
    await nothing_kept(school, own)


@pytest.mark.parametrize("school", ["mariadb"], indirect=True)
@pytest.mark.parametrize("sql", ["CREATE TABLE t (n INT)", "TRUNCATE bills", "SET autocommit = 1"])
async def test_ddl_on_mariadb(school, own, sql):
    """A DDL statement that would commit is refused."""

    async def building(payment, connection):
        await school.credit(payment, connection)
        await run(connection, sql)

    with pytest.raises(RuntimeError, match="must not run"):
        await school.inbox.handle(notification(), building, connection=own)
    await nothing_kept(school, own)


@pytest.mark.parametrize("school", ["sqlite", "postgresql"], indirect=True)
async def test_ddl_elsewhere(school, own):
    """A DDL statement is part of the transaction elsewhere."""

    async def building(payment, connection):
        await run(connection, "CREATE TABLE t (n INT)")

    assert await school.inbox.handle(notification(), building, connection=own) is Outcome.HANDLED
    if own is not None:
        await end(own, "COMMIT")
    assert await school.execute("SELECT count(*) FROM t") == [(0,)]


async def test_savepoint_of_the_handlers_own(school, own):
    """A handler may survive an error by a savepoint of its own."""

    async def careful(payment, connection):
        await run(connection, "SAVEPOINT mine")
        await run(connection, CREDIT.format("20882"))
        await run(connection, "ROLLBACK TO SAVEPOINT mine")
        await run(connection, "RELEASE SAVEPOINT mine")
        await school.credit(payment, connection)

    assert await school.inbox.handle(notification(), careful, connection=own) is Outcome.HANDLED
    if own is not None:
        await end(own, "COMMIT")
    assert (await school.credits(), await school.credits("20882")) == (1, int(own is not None))


@pytest.mark.parametrize("school", ["postgresql", "mariadb"], indirect=True)
async def test_commit_that_none_saw(school, own):
    """A commit that SQLAlchemy doesn't see can't be undone, but is no success."""

    async def sly(payment, connection: AsyncConnection):
        def commit(synchronous):
            synchronous.connection.cursor().execute("COMMIT")

        await connection.run_sync(commit)

    with pytest.raises(HandlerBroke):
        await school.inbox.handle(notification(), sly, connection=own)


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_release_of_the_inboxs_savepoint(school):
    """The savepoint in the caller's transaction isn't the handler's."""

    async def releasing(payment, connection):
        connection.execute("RELEASE ZHIXIAO")

    async with opened(school.begin()) as connection:
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            await school.inbox.handle(notification(), releasing, connection=connection)
        connection.execute("COMMIT")
    assert await school.inbox.find("7", "1720881") is None


WITH = "WITH one(n) AS (SELECT 1) "
ONCE_MORE = "UPDATE bills SET credits = credits + 1 WHERE out_trade_no = ?"


def rolled_back(connection):
    """Have SQLite undo all, and take no notice."""
    with contextlib.suppress(sqlite3.IntegrityError):
        connection.execute("INSERT OR ROLLBACK INTO bills VALUES ('20881', 5)")


def plainly(connection):
    """Write by a plain statement."""
    rolled_back(connection)
    connection.execute(ONCE_MORE, ("20881",))


def in_words_that_begin_nothing(connection):
    """Write by a statement for which Python begins no transaction."""
    rolled_back(connection)
    connection.execute(WITH + ONCE_MORE, ("20881",))


def by_a_statement_that_has_run_before(connection):
    """Write by a cached statement."""
    connection.execute(WITH + ONCE_MORE, ("20881",))
    rolled_back(connection)
    connection.execute(WITH + ONCE_MORE, ("20881",))


def by_a_statement_that_is_running(connection):
    """Write by a statement that SQLite's rollback interrupts."""

    def numbers():
        yield ("20881",)
        rolled_back(connection)
        yield ("20881",)

    connection.executemany(ONCE_MORE, numbers())


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "write",
    [
        plainly,
        in_words_that_begin_nothing,
        by_a_statement_that_has_run_before,
        by_a_statement_that_is_running,
    ],
)
async def test_rollback_by_sqlite_itself(school, own, write):
    """A write after SQLite's own rollback isn't committed alone."""

    async def careless(payment, connection):
        write(connection)

    with pytest.raises((HandlerBroke, sqlite3.DatabaseError)):
        await school.inbox.handle(notification(), careless, connection=own)
    await nothing_kept(school, own)


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_rollback_by_sqlite_itself_in_a_loop(school, own):
    """A statement that has run before is refused as well once there is no transaction."""

    async def careless(payment, connection):
        for number in "20881", "20884":
            with contextlib.suppress(sqlite3.IntegrityError):
                connection.execute("INSERT OR ROLLBACK INTO bills VALUES (?, 1)", (number,))

    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        await school.inbox.handle(notification(), careless, connection=own)
    await nothing_kept(school, own)
    assert not await school.execute("SELECT * FROM bills WHERE out_trade_no = '20884'")


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_callers_connection_stays_as_it_was(school):
    """The caller's connection stays in its transaction and its isolation level."""
    connection = school.begin()
    connection.execute("BEGIN")
    await school.inbox.handle(notification(), school.credit, connection=connection)
    assert (connection.in_transaction, connection.isolation_level) == (True, None)
    connection.execute("ROLLBACK")
    assert await school.credits() == 0


@pytest.mark.parametrize("inside", ["credited", "refused"])
async def test_ending_after_a_payment_inside(school, own, inside):
    """A handler that handles another payment on its connection is watched as before."""

    async def refusing(payment, connection):
        raise ZeroDivisionError

    async def ending(payment, connection):
        await school.credit(payment, connection)
        handler = school.credit if inside == "credited" else refusing
        with contextlib.suppress(ZeroDivisionError):
            await school.inbox.handle(notification("20882"), handler, connection=connection)
        await run(connection, "COMMIT")

    with pytest.raises(Exception, match=FORBIDDEN):
        await school.inbox.handle(notification(), ending, connection=own)
    await nothing_kept(school, own)
