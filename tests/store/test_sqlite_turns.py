"""SQLite on an event loop: transactions that wait leave the threads to the one that works."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sqlite3
import threading
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

import zhixiao_sync.notify
from zhixiao_async.notify import Inbox, Outcome, Payment, Source, SQLiteStore

THREADS = 2
WAITING = 8


@pytest.fixture
def path(tmp_path):
    """Return the path of a database file."""
    return tmp_path / "school.db"


@pytest.fixture
async def few_threads():
    """Give the loop as few threads as on a small machine, in proportion to the deliveries."""
    executor = ThreadPoolExecutor(THREADS)
    asyncio.get_running_loop().set_default_executor(executor)
    yield
    executor.shutdown()


def payment(number: int) -> Payment:
    return Payment(
        app_id="a", order_id=f"0{number}", out_trade_no=str(number), source=Source.NOTIFICATION
    )


def inboxes(path) -> list[Inbox]:
    """Return eight inboxes on one file, which is named and opened in every way."""
    link = path.with_name("link.db")
    link.symlink_to(path)

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(link, timeout=60, check_same_thread=False)

    stores = [SQLiteStore(path, wait=60), SQLiteStore(link, wait=60)]
    stores += [SQLiteStore(opened, wait=60), SQLiteStore(lambda: opened(), wait=60)]
    return [Inbox(store) for store in stores * 2]


@pytest.mark.usefixtures("few_threads")
async def test_many_inboxes_on_one_file(path):
    """Inboxes that wait for the file keep no thread from its holder: all payments are handled."""
    several = inboxes(path)
    await several[0].create_table()

    def handle(number: int) -> Awaitable[Outcome]:
        return several[number % len(several)].handle(payment(number), lambda *_: None)

    outcomes = await asyncio.gather(*map(handle, range(100)))
    assert outcomes == [Outcome.HANDLED] * 100


async def test_threads_of_the_loop_are_not_the_stores(path):
    """The loop's threads and the store's don't depend on each other."""
    taken = threading.Event()
    busy = ThreadPoolExecutor(1)
    asyncio.get_running_loop().set_default_executor(busy)
    waiting = asyncio.ensure_future(asyncio.to_thread(taken.wait))
    inbox = Inbox(path)

    def handler(payment: Payment, connection: sqlite3.Connection) -> None:
        taken.set()
        assert waiting_ended.wait(30)

    waiting_ended = threading.Event()
    waiting.add_done_callback(lambda _: waiting_ended.set())
    try:
        async with asyncio.timeout(30):
            await inbox.create_table()
            assert await inbox.handle(payment(1), handler) is Outcome.HANDLED
    finally:
        taken.set()
        busy.shutdown()


def test_threads_end_with_the_last_store(path):
    """A file's threads end with the last store on it, which nobody has to close."""
    before = threading.enumerate()
    inbox = Inbox(path)
    asyncio.run(inbox.create_table())
    own = [thread for thread in threading.enumerate() if thread not in before]
    del inbox
    gc.collect()
    for thread in own:
        thread.join(30)
    assert {thread.is_alive() for thread in own} == {False}


def test_store_that_a_fork_inherits(path):
    """A child has none of the parent's threads, and starts its own."""
    inbox = Inbox(path)
    asyncio.run(inbox.create_table())
    child = os.fork()
    if not child:
        signal.alarm(30)
        outcome = asyncio.run(inbox.handle(payment(1), lambda *_: None))
        os._exit(0 if outcome is Outcome.HANDLED else 1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.usefixtures("few_threads")
async def test_more_connections_than_threads(path):
    """Many callers' own connections on few threads handle all payments."""
    inbox = Inbox(path)
    await inbox.create_table()

    async def handle(number: int) -> Outcome:
        with closing(sqlite3.connect(path, timeout=10, check_same_thread=False)) as own:
            outcome = await inbox.handle(payment(number), lambda *_: None, connection=own)
            await asyncio.to_thread(own.commit)
            return outcome

    outcomes = await asyncio.gather(*map(handle, range(WAITING)))
    assert outcomes == [Outcome.HANDLED] * WAITING


@pytest.mark.parametrize("other", [SQLiteStore, zhixiao_sync.notify.SQLiteStore])
async def test_waiting_has_an_end(path, other):
    """A transaction that never ends makes others fail at their beginning, on any loop or none."""
    async with SQLiteStore(path).transaction():
        begun = []
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            async with other(path, wait=0.05).transaction():
                begun.append(other)
    assert begun == []


@pytest.mark.parametrize("kind", [SQLiteStore, zhixiao_sync.notify.SQLiteStore])
async def test_wait_is_the_handlers_too(path, kind):
    """A handler's statements wait as long as its store, or as its caller's connection does."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=3, check_same_thread=False)

    stores = [kind(path, wait=7), kind(connect)]
    seen = []
    for store in stores:
        async with store.transaction() as own:
            seen += own.execute("PRAGMA busy_timeout").fetchone()
    assert seen == [7000, 3000]


async def in_a_thread(path, payment: Payment) -> Outcome:
    inbox = zhixiao_sync.notify.Inbox(path)
    return await asyncio.to_thread(inbox.handle, payment, lambda *_: None)


async def on_the_loop(path, payment: Payment) -> Outcome:
    return await Inbox(path).handle(payment, lambda *_: None)


@pytest.mark.parametrize("handle", [on_the_loop, in_a_thread])
async def test_waiting_for_another_process(path, handle):
    """A process that has the file for a while is waited for."""
    await Inbox(path).create_table()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(handle(path, payment(1)))
        await asyncio.wait([waiting], timeout=0.2)
        other.execute("COMMIT")
    assert await waiting is Outcome.HANDLED


def test_one_store_for_several_loops(path):
    """A store belongs to no loop: one loop after another may use it."""
    inbox = Inbox(path)
    asyncio.run(inbox.create_table())

    async def both() -> list[Outcome]:
        return await asyncio.gather(*(inbox.handle(payment(1), lambda *_: None) for _ in range(2)))

    assert sorted(asyncio.run(both()) + asyncio.run(both())) == ["duplicate"] * 3 + ["handled"]
