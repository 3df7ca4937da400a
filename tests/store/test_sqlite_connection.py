"""The steps of a SQLite transaction, each by itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from time import monotonic

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.store import sqlite_connection as steps
from zhixiao_async.store.protocol import Commit

from .failing_sqlite import bills

CLOSED = "closed database"


def test_connection_that_keeps_to_its_thread(connect):
    """A connection for one thread is of no use in the file's threads, and is closed."""
    connection = connect()
    with pytest.raises(InvalidRequest, match="database must be opened with check_same_thread"):
        steps.require_any_thread_here(connection, "database")
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        connection.execute("SELECT 1")


def test_text_in_place_of_a_connection():
    """The error names the type that was given."""
    with pytest.raises(InvalidRequest, match=r"database must be a sqlite3\.Connection.*str"):
        steps.require_any_thread_here("school.db", "database")


def test_closed_connection(connect):
    """A closed connection gets SQLite's own error, not one about threads."""
    connection = connect()
    connection.close()
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        steps.require_any_thread(connection, "connection")


def test_locked_file_is_not_waited_for(connect):
    """A step fails at once on a locked file, however patient its connection is."""
    connect().execute("BEGIN IMMEDIATE")
    connection, began = connect(timeout=30), monotonic()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        steps.begin_writing(connection, 0)
    assert monotonic() - began < 15
    assert connection.execute("PRAGMA busy_timeout").fetchone() == (30000,)


def test_reading_in_two_attempts(connect):
    """The second attempt goes on where the first was stopped, and holds what it reads."""
    writer, reader = connect(), connect()
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        steps.begin_reading(reader, 0)
    writer.execute("COMMIT")
    steps.begin_reading(reader, 0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        writer.execute("BEGIN EXCLUSIVE")


def test_commit(begun, connect):
    """A commit writes, is recorded, closes the connection and leaves nothing to discard."""
    opened, commit = [begun], Commit()
    steps.commit(opened, commit)
    assert (opened, commit.done, bills(connect())) == ([], True, [(1,)])
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        begun.execute("SELECT 1")


def test_commit_that_fails(begun):
    """A commit that fails isn't recorded, and its connection is still to be discarded."""
    opened, commit = [begun], Commit()
    begun.fails_on = "COMMIT"
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        steps.commit(opened, commit)
    assert (opened, commit.done) == ([begun], False)


def test_discard(begun, connect):
    """Discarding writes nothing, frees the file and closes the connection."""
    steps.discard(begun)
    other = connect()
    other.execute("BEGIN IMMEDIATE")
    assert bills(other) == []
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        begun.execute("SELECT 1")


def test_discard_that_fails(begun):
    """A connection that can't roll back is closed all the same."""
    begun.fails_on = "ROLLBACK"
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        steps.discard(begun)
    with pytest.raises(sqlite3.ProgrammingError, match=CLOSED):
        begun.execute("SELECT 1")


def test_file_of_a_connection(connect, tmp_path):
    """The path is found whatever rows the caller wants; a database in memory has none."""
    connection = connect()
    connection.row_factory = lambda *_: None
    assert steps.file_of(connection) == str(tmp_path / "school.db")
    with closing(sqlite3.connect(":memory:")) as nameless:
        assert steps.file_of(nameless) == ""
