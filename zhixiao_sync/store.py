"""SQLite in the calling thread; and the check that a store doesn't want an event loop."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from zhixiao_async import InvalidRequest
from zhixiao_async import store as awaited

T = TypeVar("T")

__all__ = ["SQLiteStore", "blocking"]


class SQLiteStore(awaited.SQLiteStore):
    """A database file; statements run in the calling thread."""

    blocking = True

    async def run(self, function: Callable[..., Awaitable[T] | T], *arguments: object) -> T:
        """Call the user's function."""
        result: Any = function(*arguments)
        return result  # type: ignore[no-any-return]

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None, None]:
        yield  # each thread waits by itself

    async def _do(self, function: Callable[..., T], *arguments: object) -> T:
        return function(*arguments)


def blocking(store: Any) -> Any:
    """The store, or a SQLite store for a path.

    Raises:
        InvalidRequest: It has to be awaited.
    """
    if isinstance(store, str | os.PathLike):
        return SQLiteStore(store)
    if not store.blocking:
        raise InvalidRequest(
            "store", "must be zhixiao_sync's SQLiteStore, or a SQLStore with a sync Engine"
        )
    return store
