"""The calls in flight. Closing the client ends them at once, as failed and not as cancelled.

It is done as ``asyncio.timeout`` does it: the task is cancelled, and where its call ends the
cancellation is taken back. So a call ends alike wherever it waits: for a name, a connection, a
reply or a pause.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import cast

from ..messages.text import Text
from .attempt_trace import AttemptTrace
from .failures import AttemptFailed

_GRACE = 1.0
"""Seconds that closing waits for calls to end; they take a few turns of the event loop."""


class InFlightCalls:
    """A client's calls, for as long as each takes."""

    def __init__(self) -> None:
        self._calls: set[_TrackedCall] = set()
        self._closed = False

    def track(self, trace: AttemptTrace) -> _TrackedCall:
        """Return the context of one call, to be used in a ``with``.

        Raises:
            AttemptFailed: At its exit, if the client was closed meanwhile: UNSENT or UNANSWERED.
        """
        return _TrackedCall(self, trace)

    async def end(self) -> None:
        """End every call but the one that asks for it. No call may begin any more."""
        self._closed = True
        current, loop = asyncio.current_task(), asyncio.get_running_loop()
        others = [call for call in self._calls if call.task is not current]
        # A forked child has its parent's calls as well, which are on the parent's loop.
        if ended := [call.cut_short() for call in others if call.task.get_loop() is loop]:
            await asyncio.wait(ended, timeout=_GRACE)

    def add(self, call: _TrackedCall) -> None:
        """Note that a call begins."""
        self._calls.add(call)

    def remove(self, call: _TrackedCall) -> bool:
        """Note that a call is over; return whether the client has been closed."""
        self._calls.discard(call)
        return self._closed


class _TrackedCall:
    """The context of one call."""

    def __init__(self, calls: InFlightCalls, trace: AttemptTrace) -> None:
        # There is a task: aiohttp's timeouts don't work without one either.
        self.task = cast("asyncio.Task[object]", asyncio.current_task())
        self._calls = calls
        self._trace = trace
        self._cancelling = self.task.cancelling()
        self._ended: asyncio.Future[None] | None = None

    def cut_short(self) -> asyncio.Future[None]:
        """Cancel the call; return a future that is done when it has ended."""
        if self._ended is None:
            self._ended = self.task.get_loop().create_future()
            self.task.cancel()
        return self._ended

    def __enter__(self) -> None:
        self._calls.add(self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        frames: TracebackType | None,
    ) -> None:
        closed = self._calls.remove(self)
        if self._ended is not None:
            self._ended.set_result(None)
            self.task.uncancel()
        # aiohttp cancels those who wait for a connection; nobody has cancelled the task then.
        if kind is asyncio.CancelledError and closed and self.task.cancelling() <= self._cancelling:
            failure = AttemptFailed(self._trace.stage, Text("reason.client_closed"))
            failure.attempts = self._trace.attempts
            raise failure from None
