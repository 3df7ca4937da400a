"""SQLite in the calling thread, and the check that a store needs no event loop."""

from __future__ import annotations

import math
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar, cast

from zhixiao_async import InvalidRequest, store
from zhixiao_async.messages.text import Text
from zhixiao_async.store import Store
from zhixiao_async.store.handler_results import of_plain_def
from zhixiao_async.store.protocol import require_store

T = TypeVar("T")
ConnectionT = TypeVar("ConnectionT")


class SQLiteStore(store.SQLiteStore):
    """A database file; statements run in the calling thread."""

    blocking = True

    async def run(
        self,
        connection: sqlite3.Connection,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function, a plain one: nothing can be awaited here."""
        return of_plain_def(function(*arguments))

    def _deadline(self) -> float:
        return math.inf  # SQLite itself waits, for so many seconds

    @asynccontextmanager
    async def _write_lock(self, deadline: float) -> AsyncGenerator[None, None]:
        yield  # each thread waits by itself

    async def _begin(self, step: Callable[[float], None], deadline: float) -> None:
        step(self._wait)

    async def _run_step(self, step: Callable[..., T], *arguments: object) -> T:
        return step(*arguments)


def blocking_store(given: Store[ConnectionT] | str | os.PathLike[str]) -> Store[ConnectionT]:
    """Return the store, or a SQLite store for a path.

    Raises:
        InvalidRequest: No store, or one that has to be awaited.
    """
    if isinstance(given, str | os.PathLike):
        return cast("Store[ConnectionT]", SQLiteStore(given))
    if not require_store(given).blocking:
        raise InvalidRequest("store", Text("rule.not_sync_store"))
    return given
