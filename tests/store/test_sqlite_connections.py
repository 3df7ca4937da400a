"""Connections to SQLite that the caller opens."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

import zhixiao_sync.journal
import zhixiao_sync.notify
from zhixiao_async import Client, InvalidRequest
from zhixiao_async.journal import RefundJournal
from zhixiao_async.notify import Inbox, Outcome, Payment, Source, SQLiteStore
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.store.protocol import Commit

PAYMENT = Payment(app_id="7", order_id="1", out_trade_no="1", source=Source.NOTIFICATION)


def nothing(payment, connection):
    """Do nothing: a handler."""


def as_dict(cursor, row):
    """Return a row as a dict."""
    return dict(zip([column[0] for column in cursor.description], row, strict=True))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "school.db"


async def test_opened_in_a_thread(path):
    """A file is opened in a thread: the event loop doesn't wait for that either."""
    threads = []

    def connect():
        threads.append(threading.current_thread())
        return sqlite3.connect(path, check_same_thread=False)

    inbox = Inbox(SQLiteStore(connect))
    await inbox.create_table()
    assert await inbox.handle(PAYMENT, nothing) is Outcome.HANDLED
    assert threading.main_thread() not in threads


async def test_files_that_the_caller_opens(tmp_path):
    """Stores on one file share its executor, whoever opens it."""

    def store(name):
        return SQLiteStore(lambda: sqlite3.connect(tmp_path / name, check_same_thread=False))

    names = ("a.db", "a.db", "b.db")
    first, same, other = [await store(name)._file_executor() for name in names]
    assert first is same is not other


async def test_commit_is_recorded_without_an_event_loop(path):
    """A record is marked by its commit, and not by a transaction that is undone."""
    store, commit, undone = zhixiao_sync.store.SQLiteStore(path), Commit(), Commit()
    async with store.transaction(commit=commit):
        assert not commit.done
    assert commit.done
    with pytest.raises(LookupError):
        async with store.transaction(commit=undone):
            raise LookupError
    assert not undone.done


def test_what_is_no_store_without_an_event_loop():
    """A store for an event loop is refused by name."""
    with pytest.raises(InvalidRequest, match=r"^store must be zhixiao_sync's SQLiteStore"):
        zhixiao_sync.notify.Inbox(SQLiteStore("school.db"))


@pytest.mark.parametrize("made", [SQLiteStore, zhixiao_sync.store.SQLiteStore])
async def test_what_a_handler_returns(path, made):
    """A handler's result is returned."""
    store = made(path)
    async with store.transaction() as own:
        assert await store.run(own, lambda connection: connection.total_changes, own) == 0


async def test_that_keeps_to_its_thread(path):
    """The error of a connection that keeps to its thread says which argument is missing."""
    inbox = Inbox(SQLiteStore(lambda: sqlite3.connect(path)))
    with pytest.raises(InvalidRequest, match="database must be opened with check_same_thread"):
        await inbox.create_table()


async def test_callers_own_that_keeps_to_its_thread(path):
    """A caller's own connection that keeps to its thread is refused as well."""
    inbox = Inbox(path)
    await inbox.create_table()
    with (
        closing(sqlite3.connect(path)) as own,
        pytest.raises(InvalidRequest, match="connection must be opened with check_same_thread"),
    ):
        await inbox.handle(PAYMENT, nothing, connection=own)


def test_that_keeps_to_its_thread_without_an_event_loop(path):
    """A connection may keep to its thread where there is no event loop."""
    inbox = zhixiao_sync.notify.Inbox(
        zhixiao_sync.notify.SQLiteStore(lambda: sqlite3.connect(path))
    )
    inbox.create_table()
    assert inbox.handle(PAYMENT, nothing) is Outcome.HANDLED


URLS = ["postgresql+asyncpg://u:hidden@h/db", "mysql+pymysql://u:hidden@h/db", "sqlite:///x.db"]


@pytest.mark.parametrize("wrap", [str, Path], ids=["text", "path"])
@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    "made",
    [
        Inbox,
        zhixiao_sync.notify.Inbox,
        SQLiteStore,
        partial(RefundJournal, Client(TEST_CREDENTIALS)),
        partial(zhixiao_sync.journal.RefundJournal, zhixiao_sync.Client(TEST_CREDENTIALS)),
    ],
)
def test_url(made, url, wrap, tmp_path, monkeypatch):
    """A URL is refused: the error says what to write, and shows no password."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidRequest, match=r"^database must be .* SQLStore\(engine\)") as caught:
        made(wrap(url))
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("name", ["a:b.db", "c:/x.db", "sql+ite.db", "memory"])
def test_path_that_looks_like_a_url(name):
    """A colon alone makes no URL, and a drive has one letter."""
    SQLiteStore(name)


@pytest.mark.parametrize("given", [5, None, b"school.db", "", ":memory:", "file:school.db?mode=ro"])
def test_no_path(given):
    """A database in memory, or anything but a path or a function, is refused."""
    with pytest.raises(InvalidRequest) as caught:
        SQLiteStore(given)
    assert str(caught.value) == f"database must be a file's path, got {given!r}"


async def test_what_is_no_connection(path):
    """A path in the place of the caller's connection is refused."""
    inbox = Inbox(path)
    await inbox.create_table()
    with pytest.raises(InvalidRequest, match=r"connection must be a sqlite3\.Connection"):
        await inbox.handle(PAYMENT, nothing, connection=str(path))


@pytest.mark.parametrize("row_factory", [as_dict, sqlite3.Row])
async def test_row_factory(path, row_factory):
    """A row factory makes the handler's rows, and the inbox reads its own without it."""

    def connect():
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.row_factory = row_factory
        return connection

    seen = []

    def look(payment, connection):
        seen.append(connection.execute("SELECT 1 AS one").fetchone()["one"])

    inbox = Inbox(SQLiteStore(connect))
    await inbox.create_table()
    await inbox.handle(PAYMENT, look)
    assert (await inbox.find("7", "1")).payment == PAYMENT
    assert (await inbox.rerun("7", "1", look)).reruns == 1
    assert [handled.payment for handled in await inbox.latest()] == [PAYMENT]
    assert seen == [1, 1]


async def test_error_that_holds_a_cursor(path):
    """A cursor in a failed handler's traceback doesn't keep the file locked."""
    inbox = Inbox(SQLiteStore(path, wait=0.05))
    await inbox.create_table()
    kept = []

    def failing(payment, connection):
        kept.append(connection.cursor())
        kept[0].execute("INSERT INTO zhixiao_inbox SELECT * FROM zhixiao_inbox")

    with pytest.raises(sqlite3.IntegrityError):
        await inbox.handle(PAYMENT, failing)
    assert await inbox.handle(PAYMENT, nothing) is Outcome.HANDLED


ENDS_EARLY = Path(__file__).parent / "programs/ends_early.py"


@pytest.mark.parametrize("how", ["run", "close"])
def test_loop_that_ends_while_a_handler_works(path, how):
    """A handler's thread has the connection to itself to its end: nothing crashes."""
    done = subprocess.run(
        [sys.executable, str(ENDS_EARLY), str(path), how], capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    with closing(sqlite3.connect(path)) as books:
        assert books.execute("SELECT count(*) FROM zhixiao_inbox").fetchone() == (0,)
    assert asyncio.run(Inbox(path).handle(PAYMENT, nothing)) is Outcome.HANDLED


async def test_file_that_cannot_be_opened(tmp_path):
    """The error of a file that can't be opened has a note with its name."""
    inbox = Inbox(tmp_path / "nowhere" / "inbox.db")
    with pytest.raises(sqlite3.OperationalError) as caught:
        await inbox.create_table()
    assert caught.value.__notes__ == [f"zhixiao: the database is {tmp_path}/nowhere/inbox.db"]
