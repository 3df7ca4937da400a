"""Coroutines run without an event loop: their result, or an error that says they can't wait."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_sync.inline import iter_inline, run_inline

from .bridges import answer


def test_result():
    """The coroutine's result is returned."""
    assert run_inline(answer()) == 42


def test_values_to_the_end():
    """What an async generator yields comes in its order, and then the end."""

    async def count():
        for number in range(3):
            yield number

    assert [*iter_inline(count())] == [0, 1, 2]


def test_values_that_are_left():
    """An async generator is ended where its reader stops."""
    ended = []

    async def count():
        try:
            yield 1
            yield 2
        finally:
            ended.append(True)

    left = count()
    values = iter_inline(left)
    assert next(values) == 1
    assert not ended
    values.close()
    assert ended == [True]


def test_what_has_to_be_awaited():
    """A coroutine that has to wait is refused, and ended where it waits."""
    ended = []

    async def wait():
        try:
            await asyncio.sleep(0)
        finally:
            ended.append(True)

    left = wait()
    with pytest.raises(RuntimeError, match="has to be awaited was given to zhixiao_sync; use"):
        run_inline(left)
    assert ended == [True]
