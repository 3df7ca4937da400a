"""A SQLite file's own threads, and the order in which transactions of an event loop write to it.

A file has few threads, and no step in them waits for a transaction to begin. So a transaction that
holds the file always finds a thread to go on in, and the event loop's own threads stay free.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from typing import TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from .async_or_sync import call_for_future
from .shield import shielded

T = TypeVar("T")

THREADS = 4
"""One for the transaction that writes, the others for those that read beside it."""
_PAUSES = (0.001, 0.05)
"""Seconds between two attempts to begin, at first and at most; SQLite itself makes as many."""
_LEFT: list[ThreadPoolExecutor] = []
"""Executors of parent processes, whose threads a forked child must not wait for."""


class FileExecutor:
    """One file's threads, and its write lock on each event loop.

    The threads end when no store uses the file any more.
    """

    def __init__(self) -> None:
        self._write_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]
        self._write_locks = WeakKeyDictionary()
        self._process = 0
        self._threads: ThreadPoolExecutor | None = None

    async def run(self, step: Callable[..., T], *arguments: object) -> T:
        """Run a step in a thread of the file's and in this context, to its end when cancelled."""
        context = copy_context()
        # No task: asyncio.run cancels those at its end, and the thread would go on all the same.
        work = asyncio.get_running_loop().run_in_executor(
            self._own_threads(), lambda: context.run(call_for_future, step, *arguments)
        )
        return await shielded(work)

    async def retry_while_locked(self, step: Callable[[], T], deadline: float) -> T:
        """Run a step that begins a transaction, again and again while the file is locked.

        Args:
            step: Begins the transaction, without waiting.
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
    async def write_lock(self, deadline: float) -> AsyncGenerator[None, None]:
        """Wait until no other transaction of this event loop writes to the file.

        Raises:
            OperationalError: The deadline, in the event loop's time, came first.
        """
        lock = self._write_locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        try:
            async with asyncio.timeout_at(deadline):
                await lock.acquire()
        except TimeoutError:
            raise sqlite3.OperationalError("database is locked") from None
        try:
            yield
        finally:
            lock.release()

    def _own_threads(self) -> ThreadPoolExecutor:
        process = os.getpid()
        if self._threads is None or self._process != process:
            if self._threads is not None:
                _LEFT.append(self._threads)
            self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="zhixiao-sqlite")
            self._process = process
        return self._threads


_EXECUTORS: WeakValueDictionary[str, FileExecutor] = WeakValueDictionary()


def executor_of(file: str) -> FileExecutor:
    """Return a file's executor, the same for all its stores; for a database in memory, a new one.

    Args:
        file: The file's path; empty for a database in memory.
    """
    return _EXECUTORS.setdefault(os.path.realpath(file), FileExecutor()) if file else FileExecutor()
