"""SQLite on an event loop: transactions that wait leave the threads to the one that works."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from zhixiao_async.notify import Inbox, Outcome, Payment, Source, SQLiteStore

THREADS = 2
WAITING = 8


@pytest.fixture
def path(tmp_path):
    return tmp_path / "school.db"


@pytest.fixture
async def few_threads():
    """As many as a loop has on a small machine, in proportion to the deliveries."""
    executor = ThreadPoolExecutor(THREADS)
    asyncio.get_running_loop().set_default_executor(executor)
    yield
    executor.shutdown()


def payment(number: int) -> Payment:
    return Payment(
        app_id="a", order_id=f"0{number}", out_trade_no=str(number), source=Source.NOTIFICATION
    )


@pytest.mark.usefixtures("few_threads")
async def test_more_payments_than_threads(path):
    """Those that wait for the file don't keep its holder from a thread, and all are handled."""
    inbox = Inbox(path)
    await inbox.create_table()
    outcomes = await asyncio.gather(
        *(inbox.handle(payment(number), lambda *_: None) for number in range(WAITING))
    )
    assert outcomes == [Outcome.HANDLED] * WAITING


@pytest.mark.usefixtures("few_threads")
async def test_more_connections_than_threads(path):
    """The same in transactions of the caller's own, who commits them."""
    inbox = Inbox(path)
    await inbox.create_table()

    async def handle(number: int) -> Outcome:
        with closing(sqlite3.connect(path, timeout=10, check_same_thread=False)) as own:
            outcome = await inbox.handle(payment(number), lambda *_: None, connection=own)
            await asyncio.to_thread(own.commit)
            return outcome

    outcomes = await asyncio.gather(*map(handle, range(WAITING)))
    assert outcomes == [Outcome.HANDLED] * WAITING


@pytest.mark.usefixtures("few_threads")
async def test_waiting_has_an_end(path):
    """A transaction that never ends makes others on its loop fail, as it does elsewhere."""
    store = SQLiteStore(path, wait=0.05)
    async with store.transaction():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            async with store.transaction():
                pass


def test_one_store_for_several_loops(path):
    """A store belongs to no loop: one after another may use it."""
    inbox = Inbox(path)
    asyncio.run(inbox.create_table())

    async def both() -> list[Outcome]:
        return await asyncio.gather(*(inbox.handle(payment(1), lambda *_: None) for _ in range(2)))

    assert sorted(asyncio.run(both()) + asyncio.run(both())) == ["duplicate"] * 3 + ["handled"]
