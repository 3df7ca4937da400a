"""Work that is waited for to its end, and for how long."""

from __future__ import annotations

import asyncio
import gc

import pytest

from zhixiao_async.store.shield import shielded


@pytest.fixture
async def work():
    """Return work that is under way, such as a commit."""
    return asyncio.get_running_loop().create_future()


async def test_patience_begins_with_the_cancellation(work):
    """Patience counts from the cancellation, not from the beginning."""
    waiting = asyncio.create_task(shielded(work, patience=0))
    for _ in range(3):
        await asyncio.sleep(0)
    work.set_result("committed")
    assert await waiting == "committed"


@pytest.mark.parametrize("patience", [0, 0.01])
async def test_work_that_does_not_end(work, patience):
    """A cancelled caller waits for the work no longer than its patience, and cancels it."""
    waiting = asyncio.create_task(shielded(work, patience=patience))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert work.cancelled()


async def test_work_that_ends_in_time(work):
    """Work that ends within the patience is finished before the cancellation is raised."""
    waiting = asyncio.create_task(shielded(work, patience=60))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    assert not waiting.done()
    work.set_result(None)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert work.result() is None


async def test_work_that_fails_after_a_cancellation():
    """The cancellation is raised, and asyncio doesn't report the error as never retrieved."""
    loop, reported = asyncio.get_running_loop(), []
    loop.set_exception_handler(lambda _, context: reported.append(context))
    work = loop.create_future()
    waiting = asyncio.create_task(shielded(work))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    work.set_exception(LookupError())
    with pytest.raises(asyncio.CancelledError):
        await waiting
    del work, waiting
    await asyncio.sleep(0)
    gc.collect()
    assert reported == []
