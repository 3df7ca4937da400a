"""The HTTP sessions of a client, on one event loop, and what their traces tell of a request.

They belong to the process that opened them: a forked child leaves its parent's alone, for closing
them would take them out of the epoll set that the parent still uses. Not every fork tells Python
(uWSGI's doesn't), so the process is compared as well wherever that matters.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from collections import Counter
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import aiohttp
import attrs

from ._outcome import Failure, Stage
from ._sockets import Sockets
from .connections import Connections

CONTENT_TYPE = "application/x-www-form-urlencoded;charset=utf-8"

_READ_BUFFER = 1024 * 1024
"""Bytes: a page of the listing fits, so that its connection isn't paused and woken on the way."""

ALONE = "alone"
"""A lane whose connections are kept for no second call."""

_left: list[object] = []
_everywhere: weakref.WeakSet[Sessions] = weakref.WeakSet()


class Unusable(RuntimeError):
    """The client can't be used, so nothing of this attempt was sent."""


@attrs.define
class Progress:
    """What is known of a call's attempts: of this one, and of all so far.

    Attributes:
        may_send: Asked just before the first byte of an attempt; None means that it may leave.
    """

    may_send: Callable[[], bool] | None = None
    started: bool = False
    sent: bool = False
    reused: bool = False
    attempts: int = 0
    sent_attempts: int = 0

    def begin(self) -> None:
        """A new attempt starts."""
        self.started = self.sent = self.reused = False

    def queue(self) -> None:
        """A new attempt waits for a connection: nothing of it is sent before it starts."""
        self.started, self.sent = True, False

    def end(self) -> None:
        """The attempt is over, whichever way."""
        self.attempts += 1
        self.sent_attempts += not self.unsent()

    def must_be_allowed(self) -> None:
        """Refuse to send what may not be sent any more.

        Raises:
            Failure: WITHHELD.
        """
        if self.may_send is not None and not self.may_send():
            raise Failure(Stage.WITHHELD, "it was too late to send it")

    def unsent(self) -> bool:
        """Positive evidence that this attempt stopped before its first byte.

        No trace event at all is no evidence: then it counts as sent.
        """
        return self.started and not self.sent


class Sessions:
    """One session for each kind of read, which keeps its connections, and one that never does."""

    def __init__(self, options: Connections) -> None:
        self._options = options
        self._loop: asyncio.AbstractEventLoop | None = None
        self._current: dict[str | None, aiohttp.ClientSession] = {}
        self._busy: Counter[aiohttp.ClientSession] = Counter()
        self._retired: set[aiohttp.ClientSession] = set()
        self._places: dict[str | None, asyncio.Semaphore] = {}
        self._sockets = Sockets()
        self._process = os.getpid()
        self.closed = False
        _everywhere.add(self)

    def __del__(self) -> None:
        self.leave_to_parent()

    @property
    def limit(self) -> int:
        """Connections of a lane at a time."""
        return self._options.limit

    def places(self, lane: str | None) -> asyncio.Semaphore:
        """As many places as the lane has connections, since no call may queue inside aiohttp.

        Its queue counts against ``connect``, as if the gateway couldn't be reached.

        Raises:
            Unusable: The client is closed, or belongs to another event loop.
        """
        self.leave_to_parent()
        self._must_be_usable()
        return self._places.setdefault(lane, asyncio.Semaphore(self.limit))

    def take(self, lane: str | None) -> aiohttp.ClientSession:
        """A session for one request; give it back with :meth:`release`.

        Args:
            lane: The kind of read whose kept connections may be used, None for none.

        Raises:
            Unusable: The client is closed, or belongs to another event loop.
        """
        session = self._session(lane)
        self._busy[session] += 1
        return session

    async def release(self, session: aiohttp.ClientSession) -> None:
        """The request is over."""
        self._busy[session] -= 1
        if not self._busy[session]:
            del self._busy[session]
            if session in self._retired:
                self._retired.discard(session)
                await session.close()

    async def retire(self, lane: str | None) -> None:
        """Let no request use these kept connections again; those under way may finish."""
        session = self._current.pop(lane, None)
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
        """In a forked child: forget the parent's connections without touching them."""
        if self._process == os.getpid():
            return
        _left.append((self._current, self._retired, self._busy))
        self._current, self._retired, self._busy = {}, set(), Counter()
        self._sockets, self._loop, self._process = Sockets(), None, os.getpid()
        self._places = {}

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

    def _session(self, lane: str | None) -> aiohttp.ClientSession:
        self._must_be_usable()
        session = self._current.get(lane)
        if session is None:
            session = self._current[lane] = self._open(kept=lane not in (None, ALONE))
        return session

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
            headers=self._headers(),
            trace_configs=[_progress_trace(), *options.trace_configs, _last_word_trace()],
            read_bufsize=_READ_BUFFER,
        )

    def _headers(self) -> dict[str, str]:
        # Sealed content doesn't shrink enough to pay for unpacking it.
        headers = {"Accept-Encoding": "identity"}
        headers |= {name.title(): value for name, value in self._options.headers.items()}
        return headers | {
            "User-Agent": self._options.user_agent or _own_user_agent(),
            "Content-Type": CONTENT_TYPE,
        }


def _after_fork_in_child() -> None:
    for sessions in list(_everywhere):
        sessions.leave_to_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


@cache
def _own_user_agent() -> str:
    # Imported here because it takes longer to import than most of this library.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"zhixiao/{version('zhixiao')}"
    except PackageNotFoundError:
        return "zhixiao"


def _progress_trace() -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()

    async def started(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        context.trace_request_ctx.started = True

    async def reused(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        context.trace_request_ctx.reused = True

    async def sent(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        context.trace_request_ctx.sent = True

    trace.on_request_start.append(started)
    trace.on_connection_reuseconn.append(reused)
    trace.on_request_headers_sent.append(sent)
    return trace


def _last_word_trace() -> aiohttp.TraceConfig:
    """Stop a request that took too long to get here. aiohttp says this before it writes."""
    trace = aiohttp.TraceConfig()

    async def sent(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        progress: Progress = context.trace_request_ctx
        try:
            progress.must_be_allowed()
        except Failure:
            progress.sent = False
            raise

    trace.on_request_headers_sent.append(sent)
    return trace
