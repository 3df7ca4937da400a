"""What is run without an event loop: it gives its result, or is told that it can't wait."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_sync._complete import complete

from .conftest import answer


def test_result():
    """It is handed back."""
    assert complete(answer()) == 42


def test_what_has_to_be_awaited():
    """It is refused, and ended where it waits."""
    ended = []

    async def wait():
        try:
            await asyncio.sleep(0)
        finally:
            ended.append(True)

    left = wait()
    with pytest.raises(RuntimeError, match="has to be awaited was given to zhixiao_sync; use"):
        complete(left)
    assert ended == [True]
