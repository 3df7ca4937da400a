"""A SQLite file's executor: its threads, and how it waits for the file."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
import weakref
from contextlib import closing

import pytest

from zhixiao_async.store.sqlite_executor import FileExecutor, executor_of


def busy(*_: object) -> None:
    """Find the file locked, as SQLite says it."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    raise error


@pytest.fixture
def pauses(monkeypatch):
    """List the pauses that are made, each of which takes no time."""
    made = []

    async def sleep(seconds):
        made.append(seconds)

    monkeypatch.setattr("asyncio.sleep", sleep)
    return made


async def test_pauses_between_attempts(pauses):
    """Pauses double from a millisecond to a twentieth of a second: a long wait costs little."""
    attempts = iter([busy] * 8 + [lambda: "begun"])
    executor, deadline = FileExecutor(), asyncio.get_running_loop().time() + 30
    assert await executor.retry_while_locked(lambda: next(attempts)(), deadline) == "begun"
    assert pauses == [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.05, 0.05]


async def test_last_attempt(pauses):
    """One attempt is made even after the deadline, and no other."""
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await FileExecutor().retry_while_locked(busy, asyncio.get_running_loop().time())
    assert pauses == []


async def test_other_error_is_not_waited_for(pauses):
    """Another error than a locked file isn't waited for."""
    now = asyncio.get_running_loop().time()
    with (
        closing(sqlite3.connect(":memory:", check_same_thread=False)) as books,
        pytest.raises(sqlite3.OperationalError, match="no such table"),
    ):
        await FileExecutor().retry_while_locked(
            lambda: books.execute("SELECT * FROM books"), now + 30
        )
    assert pauses == []


async def test_threads_stay(pauses):
    """A step takes a thread that is there: an executor has a few for all its steps."""
    executor = FileExecutor()
    seen = {await executor.run(threading.get_ident) for _ in range(20)}
    assert len(seen) <= 4


async def test_forked_child_leaves_the_threads_alone(monkeypatch):
    """A forked child starts its own threads, and never winds up its parent's."""
    executor = FileExecutor()
    await executor.run(int)
    parents = weakref.ref(executor._threads)
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert await executor.run(lambda: "in the child") == "in the child"
    gc.collect()
    assert parents() not in (None, executor._threads)


def test_one_executor_for_a_file(tmp_path):
    """A file has one executor, however its path is written; a database in memory its own."""
    executor = executor_of(str(tmp_path / "school.db"))
    assert executor_of(f"{tmp_path}/./school.db") is executor
    assert executor_of("") is not executor_of("")
