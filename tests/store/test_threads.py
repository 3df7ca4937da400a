"""Work that isn't let go of before its end, and how long it is waited for."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_async.store.threads import to_the_end


@pytest.fixture
async def work():
    """A commit, say, that is under way."""
    return asyncio.get_running_loop().create_future()


async def test_patience_begins_with_the_cancellation(work):
    """Nobody is hurried before."""
    waiting = asyncio.create_task(to_the_end(work, patience=0))
    for _ in range(3):
        await asyncio.sleep(0)
    work.set_result("committed")
    assert await waiting == "committed"


@pytest.mark.parametrize("patience", [0, 0.01])
async def test_work_that_does_not_end(work, patience):
    """Whoever was cancelled waits for it no longer than that, and lets go of it."""
    waiting = asyncio.create_task(to_the_end(work, patience=patience))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert work.cancelled()


async def test_work_that_ends_in_time(work):
    """It was done, and that is told before the cancellation is raised."""
    told = []
    waiting = asyncio.create_task(to_the_end(work, lambda: told.append("done"), patience=60))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    work.set_result(None)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert told == ["done"]
