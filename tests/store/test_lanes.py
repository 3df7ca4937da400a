"""A SQLite file's lane: the threads that its steps run in, and how it waits for the file."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
import weakref
from contextlib import closing

import pytest

from zhixiao_async.store.lanes import Lane, lane_of


def busy(*_: object) -> None:
    """A step that finds the file locked, as SQLite tells it."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    raise error


@pytest.fixture
def pauses(monkeypatch):
    """The pauses that are made, each of which takes no time."""
    made = []

    async def sleep(seconds):
        made.append(seconds)

    monkeypatch.setattr("asyncio.sleep", sleep)
    return made


async def test_pauses_between_attempts(pauses):
    """They double from a millisecond up to a twentieth of a second, so a long wait costs little."""
    attempts = iter([busy] * 8 + [lambda: "begun"])
    lane, deadline = Lane(), asyncio.get_running_loop().time() + 30
    assert await lane.begin(lambda: next(attempts)(), deadline) == "begun"
    assert pauses == [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.05, 0.05]


async def test_last_attempt(pauses):
    """One is made even when the time is up, and no other."""
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await Lane().begin(busy, asyncio.get_running_loop().time())
    assert pauses == []


async def test_other_error_is_not_waited_for(pauses):
    """A table that isn't there won't be there later."""
    now = asyncio.get_running_loop().time()
    with (
        closing(sqlite3.connect(":memory:", check_same_thread=False)) as books,
        pytest.raises(sqlite3.OperationalError, match="no such table"),
    ):
        await Lane().begin(lambda: books.execute("SELECT * FROM books"), now + 30)
    assert pauses == []


async def test_threads_stay(pauses):
    """A step takes a thread that is there: a lane has a few for all its steps."""
    lane = Lane()
    seen = {await lane.run(threading.get_ident) for _ in range(20)}
    assert len(seen) <= 4


async def test_forked_child_leaves_the_threads_alone(monkeypatch):
    """It starts its own, and never winds up those that only the parent has."""
    lane = Lane()
    await lane.run(int)
    parents = weakref.ref(lane._threads)
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert await lane.run(lambda: "in the child") == "in the child"
    gc.collect()
    assert parents() not in (None, lane._threads)


def test_one_lane_for_a_file(tmp_path):
    """However its path is written; a database without a name is nobody else's."""
    lane = lane_of(str(tmp_path / "school.db"))
    assert lane_of(f"{tmp_path}/./school.db") is lane
    assert lane_of("") is not lane_of("")
