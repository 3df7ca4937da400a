"""A SQLite file's own threads, and the turns that transactions take on an event loop.

A file has few threads, and nothing in them waits for a transaction to begin. So whoever holds the
file always finds one to go on in, and the loop's own threads stay free for names and for others.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from .threads import in_thread

T = TypeVar("T")

THREADS = 4
"""One for the transaction that writes, the others for those that read beside it."""
_PAUSES = (0.001, 0.05)
"""Seconds between two attempts to begin, at first and at most; SQLite itself makes as many."""
_LEFT: list[Any] = []


class Lane:
    """One file's threads and turns. The threads end when no store uses the file any more."""

    def __init__(self) -> None:
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]
        self._locks = WeakKeyDictionary()
        self._owner = 0
        self._threads: ThreadPoolExecutor | None = None

    async def run(
        self,
        function: Callable[..., T],
        *arguments: object,
        then: Callable[[], object] | None = None,
    ) -> T:
        """Do a step in a thread of the file's, to its end even when cancelled."""
        return await in_thread(self._executor(), function, *arguments, then=then)

    async def begin(self, step: Callable[[], T], deadline: float) -> T:
        """Do a step that never waits, again and again while the file is locked.

        Args:
            step: Begins a transaction.
            deadline: The event loop's time at which to give up.
        """
        pause, longest = _PAUSES
        while True:
            try:
                return await self.run(step)
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or asyncio.get_running_loop().time() >= deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)

    @asynccontextmanager
    async def turn(self, deadline: float) -> AsyncGenerator[None, None]:
        """Wait until no other transaction of this event loop writes to the file.

        Raises:
            OperationalError: That took until the deadline, in the event loop's time.
        """
        lock = self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        try:
            async with asyncio.timeout_at(deadline):
                await lock.acquire()
        except TimeoutError:
            raise sqlite3.OperationalError("database is locked") from None
        try:
            yield
        finally:
            lock.release()

    def _executor(self) -> ThreadPoolExecutor:
        own = os.getpid()
        if self._threads is None or self._owner != own:
            _LEFT.append(self._threads) if self._threads else None  # its threads are the parent's
            self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="zhixiao-sqlite")
            self._owner = own
        return self._threads


_LANES: WeakValueDictionary[str, Lane] = WeakValueDictionary()


def lane_of(file: str) -> Lane:
    """The lane of a file, the same for all stores on it; of a nameless one, a lane of its own."""
    return _LANES.setdefault(os.path.realpath(file), Lane()) if file else Lane()
