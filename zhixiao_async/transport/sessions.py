"""The HTTP sessions of a client, on one event loop: a pool of connections for each kind of call.

Sessions belong to the process that opened them: a forked child leaves its parent's alone, since
closing them would take them out of the epoll set that the parent still uses. Not every fork tells
Python (uWSGI's doesn't), so the process is also compared wherever that matters.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from ..config.connections import Connections
from ..messages.text import Text
from .attempt_trace import first_trace_config, last_trace_config
from .failures import AttemptFailed, FailureStage
from .headers import request_headers
from .retry import Deadline
from .sockets import Sockets

_READ_BUFFER = 1024 * 1024
"""Bytes: a page of the listing fits, so that its connection isn't paused and resumed midway."""

ALONE = "alone"
"""The pool of listings whose pages must not share connections; other calls don't wait for it."""

_left: list[object] = []
_everywhere: weakref.WeakSet[Sessions] = weakref.WeakSet()


class Unusable(RuntimeError):
    """The client is closed or belongs to another event loop; nothing of this attempt was sent."""


class Sessions:
    """One session for each pool: those of reads keep their connections, the others never do."""

    def __init__(self, options: Connections) -> None:
        self._options = options
        self._loop: asyncio.AbstractEventLoop | None = None
        self._current: dict[str | None, aiohttp.ClientSession] = {}
        self._busy: Counter[aiohttp.ClientSession] = Counter()
        self._retired: set[aiohttp.ClientSession] = set()
        self._slots: dict[str | None, asyncio.Semaphore] = {}
        self._sockets = Sockets()
        self._process = os.getpid()
        self.closed = False
        _everywhere.add(self)

    def __del__(self) -> None:
        self.leave_to_parent()

    @property
    def limit(self) -> int:
        """Connections that a pool has at a time."""
        return self._options.limit

    @asynccontextmanager
    async def slot(
        self, pool_key: str | None, deadline: Deadline, *, prefetched: bool
    ) -> AsyncIterator[None]:
        """Wait until one of a pool's connections is free, and keep it for one request.

        Args:
            pool_key: The pool; None and ``ALONE`` keep no connection for a second request.
            deadline: The call's. For a page fetched ahead it stands still meanwhile: that page
                waits behind those of other readers.
            prefetched: Whether the call is such a page.

        Raises:
            Unusable: The client is closed, or belongs to another event loop.
            AttemptFailed: UNSENT, at the deadline.
        """
        slots = self.slots(pool_key)
        if prefetched:
            with deadline.stopped():
                await slots.acquire()
        else:
            await _acquire(slots, deadline)
        try:
            yield
        finally:
            slots.release()

    def slots(self, pool_key: str | None) -> asyncio.Semaphore:
        """Return as many slots as a pool has connections, since no call may queue inside aiohttp.

        Its queue counts against ``connect``, as if the gateway couldn't be reached.

        Raises:
            Unusable: The client is closed, or belongs to another event loop.
        """
        self.leave_to_parent()
        self._must_be_usable()
        return self._slots.setdefault(pool_key, asyncio.Semaphore(self.limit))

    def take(self, pool_key: str | None) -> aiohttp.ClientSession:
        """Return a pool's session for one request; give it back with :meth:`release`.

        Raises:
            Unusable: The client is closed, or belongs to another event loop.
        """
        self._must_be_usable()
        session = self._current.get(pool_key)
        if session is None:
            kept = pool_key not in (None, ALONE)
            session = self._current[pool_key] = self._open(kept=kept)
        self._busy[session] += 1
        return session

    async def release(self, session: aiohttp.ClientSession) -> None:
        """Note that a request is over; close a retired session after its last one."""
        self._busy[session] -= 1
        if not self._busy[session]:
            del self._busy[session]
            if session in self._retired:
                self._retired.discard(session)
                await session.close()

    async def retire(self, pool_key: str | None) -> None:
        """Let no request use a pool's kept connections again; those under way may finish."""
        session = self._current.pop(pool_key, None)
        if session is None:
            return
        if self._busy[session]:
            self._retired.add(session)
        else:
            await session.close()

    def shut(self) -> None:
        """Let no request begin any more."""
        self.closed = True

    async def close(self) -> None:
        """Close every connection. Safe to call twice."""
        self.shut()
        self.leave_to_parent()
        sessions = [*self._current.values(), *self._retired]
        self._current, self._retired = {}, set()
        await asyncio.gather(*(session.close() for session in sessions))
        await self._sockets.end()

    def leave_to_parent(self) -> None:
        """Forget the parent's connections without touching them, in a forked child."""
        if self._process == os.getpid():
            return
        _left.append((self._current, self._retired, self._busy))
        self._current, self._retired, self._busy = {}, set(), Counter()
        self._sockets, self._loop, self._process = Sockets(), None, os.getpid()
        self._slots = {}

    def _must_be_usable(self) -> None:
        if self.closed:
            raise Unusable("this Client is closed")
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self.leave_to_parent()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise Unusable("this Client belongs to another event loop: make one Client per loop")

    def _open(self, *, kept: bool) -> aiohttp.ClientSession:
        options = self._options
        connector = aiohttp.TCPConnector(
            limit=options.limit,
            force_close=not kept,
            keepalive_timeout=options.keepalive if kept else None,
            socket_factory=self._sockets.make,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=request_headers(options),
            trace_configs=[first_trace_config(), *options.trace_configs, last_trace_config()],
            read_bufsize=_READ_BUFFER,
        )


async def _acquire(slots: asyncio.Semaphore, deadline: Deadline) -> None:
    if not slots.locked():
        await slots.acquire()  # at once
        return
    try:
        async with asyncio.timeout(deadline.remaining()):
            await slots.acquire()
    except TimeoutError:
        reason = Text("reason.no_free_connection")
        raise AttemptFailed(FailureStage.UNSENT, reason) from None


def _after_fork_in_child() -> None:
    for sessions in list(_everywhere):
        sessions.leave_to_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
