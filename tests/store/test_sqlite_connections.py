"""Connections to SQLite that the caller opens in his own way."""

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

PAYMENT = Payment(app_id="7", order_id="1", out_trade_no="1", source=Source.NOTIFICATION)


def nothing(payment, connection):
    """A handler."""


def as_dict(cursor, row):
    return dict(zip([one[0] for one in cursor.description], row, strict=True))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "school.db"


async def test_opened_in_a_thread(path):
    """Opening may take a while, too; the event loop doesn't wait for it."""
    threads = []

    def connect():
        threads.append(threading.current_thread())
        return sqlite3.connect(path, check_same_thread=False)

    inbox = Inbox(SQLiteStore(connect))
    await inbox.create_table()
    assert await inbox.handle(PAYMENT, nothing) is Outcome.HANDLED
    assert threading.main_thread() not in threads


async def test_files_that_the_caller_opens(tmp_path):
    """Stores on one file take turns, and those on another have nothing to do with them."""

    def store(name):
        return SQLiteStore(lambda: sqlite3.connect(tmp_path / name, check_same_thread=False))

    one, same, other = [await store(name)._file() for name in ("a.db", "a.db", "b.db")]
    assert one is same is not other


async def test_commit_is_told_without_an_event_loop(path):
    """Once, and not of a transaction that is undone."""
    store, told = zhixiao_sync.store.SQLiteStore(path), []
    async with store.transaction(committed=lambda: told.append("committed")):
        assert told == []
    assert told == ["committed"]
    with pytest.raises(LookupError):
        async with store.transaction(committed=lambda: told.append("undone")):
            raise LookupError
    assert told == ["committed"]


def test_what_is_no_store_without_an_event_loop():
    """It names the argument."""
    with pytest.raises(InvalidRequest, match=r"^store must be zhixiao_sync's SQLiteStore"):
        zhixiao_sync.notify.Inbox(SQLiteStore("school.db"))


@pytest.mark.parametrize("made", [SQLiteStore, zhixiao_sync.store.SQLiteStore])
async def test_what_a_handler_returns(path, made):
    """It is handed on."""
    store = made(path)
    async with store.transaction() as own:
        assert await store.run(own, lambda connection: connection.total_changes, own) == 0


async def test_that_keeps_to_its_thread(path):
    """A statement may run in any thread: it says which argument is missing."""
    inbox = Inbox(SQLiteStore(lambda: sqlite3.connect(path)))
    with pytest.raises(InvalidRequest, match="database must be opened with check_same_thread"):
        await inbox.create_table()


async def test_callers_own_that_keeps_to_its_thread(path):
    """The same for connection=."""
    inbox = Inbox(path)
    await inbox.create_table()
    with (
        closing(sqlite3.connect(path)) as own,
        pytest.raises(InvalidRequest, match="connection must be opened with check_same_thread"),
    ):
        await inbox.handle(PAYMENT, nothing, connection=own)


def test_that_keeps_to_its_thread_without_an_event_loop(path):
    """There it stays in its thread."""
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
    """It is no file's name: the error says what to write, and shows no password."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidRequest, match=r"^database must be .* SQLStore\(engine\)") as caught:
        made(wrap(url))
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("name", ["a:b.db", "c:/x.db", "sql+ite.db", "memory"])
def test_path_that_looks_like_a_url(name):
    """A colon alone makes none, and a drive has one letter."""
    SQLiteStore(name)


@pytest.mark.parametrize("given", [5, None, b"school.db", "", ":memory:", "file:school.db?mode=ro"])
def test_no_path(given):
    """Neither a path nor a function; what is no file isn't shared by two connections."""
    with pytest.raises(InvalidRequest) as caught:
        SQLiteStore(given)
    assert str(caught.value) == f"database must be a file's path, got {given!r}"


async def test_what_is_no_connection(path):
    """A path, say, where the caller's connection belongs."""
    inbox = Inbox(path)
    await inbox.create_table()
    with pytest.raises(InvalidRequest, match=r"connection must be a sqlite3\.Connection"):
        await inbox.handle(PAYMENT, nothing, connection=str(path))


@pytest.mark.parametrize("row_factory", [as_dict, sqlite3.Row])
async def test_row_factory(path, row_factory):
    """It is for the handler's rows, and no trouble for ours."""

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
    assert [one.payment for one in await inbox.latest()] == [PAYMENT]
    assert seen == [1, 1]


async def test_error_that_holds_a_cursor(path):
    """What a failed handler leaves in its traceback keeps the file locked for nobody."""
    inbox = Inbox(SQLiteStore(path, wait=0.05))
    await inbox.create_table()
    kept = []

    def failing(payment, connection):
        kept.append(connection.cursor())
        kept[0].execute("INSERT INTO zhixiao_inbox SELECT * FROM zhixiao_inbox")

    with pytest.raises(sqlite3.IntegrityError):
        await inbox.handle(PAYMENT, failing)
    assert await inbox.handle(PAYMENT, nothing) is Outcome.HANDLED


ENDS_EARLY = """
import asyncio, sys, threading, time
from zhixiao_async.notify import Inbox, Payment, Source

inside = threading.Event()
payment = Payment(app_id="7", order_id="1", out_trade_no="1", source=Source.NOTIFICATION)

def slow(payment, connection):
    connection.create_function("nap", 0, lambda: inside.set() or time.sleep(0.002))
    for n in range(300):
        connection.execute(f"SELECT nap(), {n}")

async def main():
    inbox = Inbox(sys.argv[1])
    await inbox.create_table()
    kept.append(asyncio.create_task(inbox.handle(payment, slow)))
    await asyncio.to_thread(inside.wait)

kept = []
if sys.argv[2] == "run":
    asyncio.run(main())
else:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
    kept[0].get_coro().close()
"""


@pytest.mark.parametrize("how", ["run", "close"])
def test_loop_that_ends_while_a_handler_works(path, how):
    """Its thread has the connection to itself until it is done: nothing crashes."""
    done = subprocess.run(
        [sys.executable, "-c", ENDS_EARLY, str(path), how], capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    with closing(sqlite3.connect(path)) as books:
        assert books.execute("SELECT count(*) FROM zhixiao_inbox").fetchone() == (0,)
    assert asyncio.run(Inbox(path).handle(PAYMENT, nothing)) is Outcome.HANDLED


async def test_file_that_cannot_be_opened(tmp_path):
    """SQLite's own error doesn't name it."""
    inbox = Inbox(tmp_path / "nowhere" / "inbox.db")
    with pytest.raises(sqlite3.OperationalError) as caught:
        await inbox.create_table()
    assert caught.value.__notes__ == [f"zhixiao: the database is {tmp_path}/nowhere/inbox.db"]
