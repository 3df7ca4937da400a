"""SQLite in the calling thread; and the check that a store doesn't want an event loop."""

from __future__ import annotations

import math
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from zhixiao_async import InvalidRequest
from zhixiao_async import store as awaited
from zhixiao_async.store.protocol import must_be_store
from zhixiao_async.store.results import plain

T = TypeVar("T")

__all__ = ["SQLiteStore", "blocking"]


class SQLiteStore(awaited.SQLiteStore):
    """A database file; statements run in the calling thread."""

    blocking = True

    async def run(
        self,
        connection: sqlite3.Connection,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function, a plain one: nothing can be awaited here."""
        result: T = plain(function(*arguments))
        return result

    def _deadline(self) -> float:
        return math.inf  # SQLite itself waits, for so many seconds

    @asynccontextmanager
    async def _turn(self, deadline: float) -> AsyncGenerator[None, None]:
        yield  # each thread waits by itself

    async def _begin(self, step: Callable[[float], None], deadline: float) -> None:
        step(self._wait)

    async def _do(
        self,
        function: Callable[..., T],
        *arguments: object,
        then: Callable[[], object] | None = None,
    ) -> T:
        result = function(*arguments)
        if then is not None:
            then()
        return result


def blocking(store: Any) -> Any:
    """The store, or a SQLite store for a path.

    Raises:
        InvalidRequest: It is none, or has to be awaited.
    """
    if isinstance(store, str | os.PathLike):
        return SQLiteStore(store)
    if not must_be_store(store).blocking:
        raise InvalidRequest(
            "store", "must be zhixiao_sync's SQLiteStore, or a SQLStore with a sync Engine"
        )
    return store
