"""The guard on a SQLite transaction, and savepoints inside a guarded one."""

from __future__ import annotations

import gc
import sqlite3
from contextlib import suppress

import pytest

from zhixiao_async.store import sqlite_guard
from zhixiao_async.store.sqlite_guard import Savepoint, guard, is_guarded, lift_guard

from .failing_sqlite import bills


def test_guard_refuses_no_name_of_the_handlers_own(begun):
    """A column may be called as the savepoint is, and a savepoint may have any other name."""
    assert bills(begun) == [(1,)]
    begun.execute("SAVEPOINT mine")
    begun.execute("RELEASE mine")


@pytest.mark.parametrize("sql", ["COMMIT", "ROLLBACK", "RELEASE zhixiao", "ROLLBACK TO Zhixiao"])
def test_guard(begun, sql):
    """A statement that would split the transaction is refused, and the transaction goes on."""
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        begun.execute(sql)
    assert begun.in_transaction


def test_guarded_connection_is_remembered(connect):
    """A connection counts as guarded until its guard is lifted or it is closed."""
    lifted, closed = connect(), connect()
    for connection in (lifted, closed):
        assert not is_guarded(connection)
        guard(connection)
        assert is_guarded(connection)
    lift_guard(lifted)
    closed.close()
    assert not is_guarded(lifted)
    assert not is_guarded(closed)


@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_guarded_connection_that_is_dropped():
    """A dropped connection leaves no mark: another may get its address."""
    before = set(sqlite_guard._GUARDS)
    guard(sqlite3.connect(":memory:"))
    assert set(sqlite_guard._GUARDS) > before
    gc.collect()
    assert set(sqlite_guard._GUARDS) <= before


def test_two_connections(connect):
    """A guard on one connection is none on another."""
    guarded, other = connect(), connect()
    guard(guarded)
    assert not is_guarded(other)


@pytest.mark.parametrize("end", ["leave", "undo"])
def test_savepoint_inside_a_guarded_transaction(begun, end):
    """A handler that handles another payment is guarded in it, and as before afterwards."""
    savepoint = Savepoint(begun)
    savepoint.enter()
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        begun.execute("COMMIT")
    getattr(savepoint, end)()
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        begun.execute("COMMIT")
    assert begun.in_transaction


def test_savepoint_in_a_savepoint(callers):
    """The guard of the outer savepoint is restored, and lifted at its own end."""
    usual = callers.isolation_level
    outer = Savepoint(callers)
    outer.enter()
    inner = Savepoint(callers)
    inner.enter()
    inner.leave()
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        callers.execute("COMMIT")
    outer.leave()
    assert usable(callers, usual) == [(1,)]


def test_savepoint_after_the_handler_took_its_authorizer_away(begun):
    """A guard that the handler has weakened is restored in full by a savepoint's end."""
    begun.set_authorizer(None)
    savepoint = Savepoint(begun)
    savepoint.enter()
    savepoint.leave()
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        begun.execute("COMMIT")


def test_statement_that_runs_while_sqlite_rolls_back(begun, connect):
    """A statement is stopped before its next rows, which would be committed one by one."""

    def numbers():
        yield (2,)
        with suppress(sqlite3.IntegrityError):
            begun.execute("INSERT OR ROLLBACK INTO keys VALUES (1), (1)")
        yield (3,)

    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        begun.executemany("INSERT INTO bills VALUES (?)", numbers())
    assert bills(connect()) == []


@pytest.fixture(params=[None, "DEFERRED"], ids=["autocommit", "Python begins"])
def callers(request, connect):
    """Return a connection of the caller's in a transaction that has written."""
    connection = connect(isolation_level=request.param)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO bills VALUES (1)")
    return connection


def usable(connection, isolation_level):
    """Commit and leave the transaction; return the table's rows then."""
    assert (connection.in_transaction, connection.isolation_level) == (True, isolation_level)
    with pytest.raises(sqlite3.OperationalError, match="no such savepoint"):
        connection.execute("RELEASE zhixiao")
    connection.execute("COMMIT")
    return bills(connection)


@pytest.mark.parametrize(("end", "kept"), [("leave", [(1,), (2,)]), ("undo", [(1,)])])
def test_savepoint(callers, end, kept):
    """A savepoint's work is kept or undone; then the connection is as the caller had it."""
    usual = callers.isolation_level
    savepoint = Savepoint(callers)
    savepoint.enter()
    callers.execute("INSERT INTO bills VALUES (2)")
    getattr(savepoint, end)()
    assert usable(callers, usual) == kept


def test_savepoint_that_cannot_be_set(callers):
    """The error is the database's, and the caller's transaction stays as it was."""
    usual = callers.isolation_level
    savepoint = Savepoint(callers)
    callers.fails_on = "SAVEPOINT"
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        savepoint.enter()
    callers.fails_on = "nothing"
    savepoint.undo()
    assert usable(callers, usual) == [(1,)]


def test_undo_that_fails(callers):
    """A failing rollback isn't taken for a savepoint that was never set."""
    savepoint = Savepoint(callers)
    savepoint.enter()
    callers.fails_on = "ROLLBACK TO"
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        savepoint.undo()
