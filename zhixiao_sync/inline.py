"""Coroutines that never wait, run without an event loop.

The inbox and the journal are written once, with ``await``. Given a blocking store and a blocking
client, nothing in them has to be waited for, and they run in the calling thread.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Coroutine, Generator
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


def run_inline(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in the calling thread; return its result.

    Raises:
        RuntimeError: The coroutine has to wait: something asynchronous was given to zhixiao_sync.
    """
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    coroutine.close()
    raise RuntimeError(
        "something that has to be awaited was given to zhixiao_sync; use zhixiao_async for it"
    )


def iter_inline(values: AsyncGenerator[T, None]) -> Generator[T, None, None]:
    """Yield what an async generator does, run in the calling thread; errors as run_inline."""
    try:
        with suppress(StopAsyncIteration):
            while True:
                yield run_inline(values.__anext__())
    finally:
        run_inline(values.aclose())
