"""The clock's position is kept with everything else."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from zhixiao_async.sandbox import Clock, Sandbox, SandboxThread
from zhixiao_async.sandbox.clock_memory import ClockMemory
from zhixiao_async.sandbox.store import Store

from .conftest import NOON


@pytest.fixture
def db(tmp_path) -> str:
    return str(tmp_path / "sandbox.db")


def written(db: str) -> list[str]:
    """Where the clock stands by what a ``kill -9`` would leave."""
    with closing(sqlite3.connect(db)) as other:
        return [frozen for (frozen,) in other.execute("SELECT frozen FROM clock")]


async def test_frozen_clock_survives_a_restart(db):
    """It stands where it stood."""
    async with Sandbox(db=db) as gateway:
        gateway.clock.freeze(NOON)
        gateway.clock.advance(0.5)
    async with Sandbox(db=db) as gateway:
        assert gateway.clock.frozen
        assert gateway.clock.now() == NOON + timedelta(seconds=0.5)


async def test_running_clock_survives_a_restart(db):
    """It is as far ahead of the machine's time as it was."""
    async with Sandbox(db=db) as gateway:
        gateway.clock.advance(3600)
    async with Sandbox(db=db) as gateway:
        ahead = gateway.clock.now() - Clock().now()
        assert timedelta(seconds=3599) < ahead < timedelta(seconds=3601)


async def test_given_clock_wins(db):
    """Who brings a clock means it, and the next run goes on from there."""
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
    """So that it also survives a kill, whichever thread moved the clock."""
    with SandboxThread(db=db) as gateway:
        gateway.clock.freeze(NOON)
        gateway.settle()
        assert written(db) == [NOON.isoformat()]


async def test_restore_goes_back_in_time(gateway):
    """To the last move before the snapshot: an order that has expired since can be paid again."""
    gateway.clock.advance(60)
    before = gateway.snapshot()
    gateway.clock.advance(7200)
    await gateway.restore(before)
    assert gateway.clock.now() == NOON + timedelta(seconds=60)


async def test_reset_keeps_the_time(db):
    """Only what happened is forgotten, not how late it is."""
    async with Sandbox(db=db) as gateway:
        gateway.clock.freeze(NOON)
        await gateway.reset()
        assert written(db) == [NOON.isoformat()]
    async with Sandbox(db=db) as gateway:
        assert gateway.clock.now() == NOON


async def test_moved_in_the_last_moment(db):
    """A move that nobody has written yet when the sandbox stops is kept."""
    gateway = Sandbox(db=db)
    await gateway.start()
    stopping = gateway.stop()
    gateway.clock.freeze(NOON)
    await stopping
    async with Sandbox(db=db) as again:
        assert again.clock.now() == NOON


async def test_move_after_the_end_is_not_written():
    """One just before the end is written by the end itself, and nothing after it."""
    clock, store, told = Clock(), Store(":memory:"), []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    memory = ClockMemory(store, clock)
    memory.start(resume=False)
    clock.freeze(NOON)
    memory.stop()
    assert store.first("SELECT frozen FROM clock")[0] == NOON.isoformat()
    store.close()
    await asyncio.sleep(0)
    clock.advance(1)
    await asyncio.sleep(0)
    assert told == []
    assert clock._listeners == []
