"""Runs what is written with ``await`` but, given blocking parts, never has to wait."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def complete(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it to its end in the calling thread, without an event loop.

    Raises:
        RuntimeError: Something asynchronous was given to the synchronous inbox.
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
