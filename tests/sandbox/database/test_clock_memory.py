"""The clock's position is kept in the database."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from tests.sandbox.conftest import NOON
from zhixiao_async.sandbox import Clock, Sandbox, SandboxThread
from zhixiao_async.sandbox.database.clock_memory import ClockMemory
from zhixiao_async.sandbox.database.sqlite import Database


@pytest.fixture
def db(tmp_path) -> str:
    return str(tmp_path / "sandbox.db")


def written(db: str) -> list[str]:
    """Return the position that a ``kill -9`` would leave in the file."""
    with closing(sqlite3.connect(db)) as other:
        return [frozen for (frozen,) in other.execute("SELECT frozen FROM clock")]


async def test_frozen_clock_survives_a_restart(db):
    """A frozen clock stands where it stood before the restart."""
    async with Sandbox(db=db) as gateway:
        gateway.clock.freeze(NOON)
        gateway.clock.advance(0.5)
    async with Sandbox(db=db) as gateway:
        assert gateway.clock.frozen
        assert gateway.clock.now() == NOON + timedelta(seconds=0.5)


async def test_running_clock_survives_a_restart(db):
    """A running clock is as far ahead of the machine's time as before the restart."""
    async with Sandbox(db=db) as gateway:
        gateway.clock.advance(3600)
    async with Sandbox(db=db) as gateway:
        ahead = gateway.clock.now() - Clock().now()
        assert timedelta(seconds=3599) < ahead < timedelta(seconds=3601)


async def test_given_clock_wins(db):
    """A given clock wins over the written position, and the next run goes on from it."""
    async with Sandbox(db=db) as gateway:
        gateway.clock.advance(3600)
    clock = Clock()
    clock.freeze(NOON)
    async with Sandbox(db=db, clock=clock) as gateway:
        assert gateway.clock.now() == NOON
        assert written(db) == [NOON.isoformat()]
    async with Sandbox(db=db) as gateway:
        assert gateway.clock.now() == NOON


def test_position_is_written_at_once(db):
    """A move is written at once, whichever thread made it, so that it survives a kill."""
    with SandboxThread(db=db) as gateway:
        gateway.clock.freeze(NOON)
        gateway.drain()
        assert written(db) == [NOON.isoformat()]


async def test_restore_goes_back_in_time(gateway):
    """A restore moves the clock back: an order that has expired since can be paid again."""
    gateway.clock.advance(60)
    before = gateway.snapshot()
    gateway.clock.advance(7200)
    await gateway.restore(before)
    assert gateway.clock.now() == NOON + timedelta(seconds=60)


async def test_reset_keeps_the_time(db):
    """A reset forgets orders and logs, but not the clock's time."""
    async with Sandbox(db=db) as gateway:
        gateway.clock.freeze(NOON)
        await gateway.reset()
        assert written(db) == [NOON.isoformat()]
    async with Sandbox(db=db) as gateway:
        assert gateway.clock.now() == NOON


async def test_moved_in_the_last_moment(db):
    """A move that isn't written yet when the sandbox stops is kept."""
    gateway = Sandbox(db=db)
    await gateway.start()
    stopping = gateway.stop()
    gateway.clock.freeze(NOON)
    await stopping
    async with Sandbox(db=db) as again:
        assert again.clock.now() == NOON


async def test_move_after_the_end_is_not_written():
    """A move just before the stop is written by it, and a later one isn't written."""
    clock, database, errors = Clock(), Database(":memory:"), []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    memory = ClockMemory(database, clock)
    memory.start(resume=False)
    clock.freeze(NOON)
    memory.stop()
    assert database.one("SELECT frozen FROM clock")[0] == NOON.isoformat()
    database.close()
    await asyncio.sleep(0)
    clock.advance(1)
    await asyncio.sleep(0)
    assert errors == []
    assert clock._listeners == []
