"""The steps of a guarded transaction on SQLite, each by itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from time import monotonic

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.store import guarded

CLOSED = "closed database"
FAILURE = sqlite3.OperationalError("disk I/O error")
FAILURE.sqlite_errorcode = sqlite3.SQLITE_IOERR


class Failing(sqlite3.Connection):
    """A connection on which a statement of this beginning fails."""

    on = "nothing"

    def execute(self, sql, *parameters):
        if sql.startswith(self.on):
            raise FAILURE
        return super().execute(sql, *parameters)


@pytest.fixture
def connect(tmp_path):
    """Open the test's database, which has a table; each connection is closed in the end."""
    made = []

    def open_(**options):
        settings = {"isolation_level": None, "timeout": 0, "factory": Failing}
        made.append(one := sqlite3.connect(tmp_path / "school.db", **(settings | options)))
        return one

    open_().executescript(
        "CREATE TABLE bills (zhixiao INTEGER); CREATE TABLE keys (n INTEGER PRIMARY KEY)"
    )
    yield open_
    for one in made:
        one.close()


def bills(connection):
    return connection.execute("SELECT zhixiao FROM bills").fetchall()


def test_connection_that_keeps_to_its_thread(connect):
    """It is of no use in the file's threads, and is closed."""
    connection = connect()
    with pytest.raises(InvalidRequest, match="database must be opened with check_same_thread"):
        guarded.must_move_from_here(connection, "database")
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        connection.execute("SELECT 1")


def test_what_is_no_connection():
    """The error says what it is."""
    with pytest.raises(InvalidRequest, match=r"database must be a sqlite3\.Connection.*str"):
        guarded.must_move_from_here("school.db", "database")


def test_closed_connection(connect):
    """It is told as SQLite tells it: a thread is not the matter."""
    connection = connect()
    connection.close()
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        guarded.must_move(connection, "connection")


def test_locked_file_is_not_waited_for(connect):
    """A step of an event loop's fails at once, however patient its connection is."""
    connect().execute("BEGIN IMMEDIATE")
    connection, began = connect(timeout=30), monotonic()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        guarded.seize(connection, 0)
    assert monotonic() - began < 15
    assert connection.execute("PRAGMA busy_timeout").fetchone() == (30000,)


def test_look_in_two_attempts(connect):
    """The second goes on where the first was stopped, and holds what it sees."""
    writer, reader = connect(), connect()
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        guarded.look(reader, 0)
    writer.execute("COMMIT")
    guarded.look(reader, 0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        writer.execute("BEGIN EXCLUSIVE")


@pytest.fixture
def begun(connect):
    """A connection with a guarded transaction in which something was written."""
    connection = connect()
    guarded.begin(connection, 0)
    connection.execute("INSERT INTO bills VALUES (1)")
    return connection


def test_commit(begun, connect):
    """It is written, the connection is closed, and nothing is left to discard."""
    opened = [begun]
    guarded.commit(opened)
    assert (opened, bills(connect())) == ([], [(1,)])
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        begun.execute("SELECT 1")


def test_commit_that_fails(begun):
    """The connection is still to be discarded."""
    opened = [begun]
    begun.on = "COMMIT"
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        guarded.commit(opened)
    assert opened == [begun]


def test_discard(begun, connect):
    """Nothing is written, the file is free, and the connection is closed."""
    guarded.discard(begun)
    other = connect()
    other.execute("BEGIN IMMEDIATE")
    assert bills(other) == []
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        begun.execute("SELECT 1")


def test_discard_that_fails(begun):
    """It is closed all the same."""
    begun.on = "ROLLBACK"
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        guarded.discard(begun)
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        begun.execute("SELECT 1")


def test_guard_refuses_no_name_of_ones_own(begun):
    """A column may be called as the savepoint is, and a savepoint as one likes."""
    assert bills(begun) == [(1,)]
    begun.execute("SAVEPOINT mine")
    begun.execute("RELEASE mine")


@pytest.mark.parametrize("sql", ["COMMIT", "ROLLBACK", "RELEASE zhixiao", "ROLLBACK TO Zhixiao"])
def test_guard(begun, sql):
    """Whatever would split the transaction is refused, and the transaction goes on."""
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        begun.execute(sql)
    assert begun.in_transaction


@pytest.mark.parametrize("end", ["leave", "undo"])
def test_savepoint_inside_a_guarded_transaction(begun, end):
    """A handler that handles another payment is guarded in it, and as before afterwards."""
    savepoint = guarded.Savepoint(begun)
    savepoint.enter()
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        begun.execute("COMMIT")
    getattr(savepoint, end)()
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        begun.execute("COMMIT")
    assert begun.in_transaction


def test_statement_that_runs_while_sqlite_rolls_back(begun, connect):
    """What it does for its next rows would be committed one by one: it is stopped."""

    def numbers():
        yield (2,)
        with suppress(sqlite3.IntegrityError):
            begun.execute("INSERT OR ROLLBACK INTO keys VALUES (1), (1)")
        yield (3,)

    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        begun.executemany("INSERT INTO bills VALUES (?)", numbers())
    assert bills(connect()) == []


@pytest.fixture(params=[None, "DEFERRED"], ids=["begins himself", "has Python begin"])
def callers(request, connect):
    """A connection of the caller's, in his transaction, in which he has written."""
    connection = connect(isolation_level=request.param)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO bills VALUES (1)")
    return connection


def usable(connection, isolation_level):
    """Commit, and use it outside of a transaction; gives what is in the table then."""
    assert (connection.in_transaction, connection.isolation_level) == (True, isolation_level)
    with pytest.raises(sqlite3.OperationalError, match="no such savepoint"):
        connection.execute("RELEASE zhixiao")
    connection.execute("COMMIT")
    return bills(connection)


@pytest.mark.parametrize(("end", "kept"), [("leave", [(1,), (2,)]), ("undo", [(1,)])])
def test_savepoint(callers, end, kept):
    """Its work is kept or undone; then the connection is the caller's, as it was."""
    usual = callers.isolation_level
    savepoint = guarded.Savepoint(callers)
    savepoint.enter()
    callers.execute("INSERT INTO bills VALUES (2)")
    getattr(savepoint, end)()
    assert usable(callers, usual) == kept


@pytest.mark.parametrize("statement", ["SAVEPOINT", "RELEASE"])
def test_savepoint_that_cannot_be_set(callers, statement):
    """The error is the database's, and the caller's transaction stays as it was."""
    usual = callers.isolation_level
    savepoint = guarded.Savepoint(callers)
    callers.on = statement
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        savepoint.enter()
    callers.on = "nothing"
    savepoint.undo()
    assert usable(callers, usual) == [(1,)]


def test_undo_that_fails(callers):
    """It isn't taken for a savepoint that was never set."""
    savepoint = guarded.Savepoint(callers)
    savepoint.enter()
    callers.on = "ROLLBACK TO"
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        savepoint.undo()


def test_file_of_a_connection(connect, tmp_path):
    """Whatever rows the caller wants; a database in memory has none."""
    connection = connect()
    connection.row_factory = lambda *_: None
    assert guarded.file_of(connection) == str(tmp_path / "school.db")
    with closing(sqlite3.connect(":memory:")) as nameless:
        assert guarded.file_of(nameless) == ""
