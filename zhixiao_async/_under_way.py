"""The calls under way, which closing the client ends at once, as a failure and not as cancelled.

It is done as ``asyncio.timeout`` does it: the task is cancelled, and where its call ends it is
no longer. So a call ends alike wherever it waits: for a name, a connection, a reply or a pause.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self, cast

from ._outcome import Failure, Stage
from ._sessions import Progress

_GRACE = 1.0
"""Seconds at most that closing waits for calls to end; they take a few turns of the loop."""


class UnderWay:
    """A client's calls, for as long as each takes."""

    def __init__(self) -> None:
        self._calls: set[_Call] = set()
        self._closed = False

    def until_closed(self, progress: Progress) -> _Call:
        """The context of one call.

        Raises:
            Failure: In the end, if the client was closed meanwhile: UNSENT or UNANSWERED.
        """
        return _Call(self, progress)

    async def end(self) -> None:
        """End them all but the one that asks for it. None may begin any more."""
        self._closed = True
        ours, loop = asyncio.current_task(), asyncio.get_running_loop()
        calls = [call for call in self._calls if call.task is not ours]
        # In a forked child, those that its parent had under way are on the parent's loop.
        if over := [call.cut_short() for call in calls if call.task.get_loop() is loop]:
            await asyncio.wait(over, timeout=_GRACE)

    def begun(self, call: _Call) -> None:
        """A call begins."""
        self._calls.add(call)

    def over(self, call: _Call) -> bool:
        """A call is over; gives whether the client has been closed."""
        self._calls.discard(call)
        return self._closed


class _Call:
    """One of them; use it in a ``with``."""

    def __init__(self, all_of_them: UnderWay, progress: Progress) -> None:
        # There is one: aiohttp's timeouts don't work without either.
        self.task = cast("asyncio.Task[object]", asyncio.current_task())
        self._all = all_of_them
        self._progress = progress
        self._cancelling = self.task.cancelling()
        self._over: asyncio.Future[None] | None = None

    def cut_short(self) -> asyncio.Future[None]:
        """End it; gives what is done when it has ended."""
        if self._over is None:
            self._over = self.task.get_loop().create_future()
            self.task.cancel()
        return self._over

    def __enter__(self) -> Self:
        self._all.begun(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        frames: TracebackType | None,
    ) -> None:
        closed = self._all.over(self)
        if self._over is not None:
            self._over.set_result(None)
            self.task.uncancel()
        # aiohttp cancels those who wait for a connection; nobody has cancelled the task then.
        if kind is asyncio.CancelledError and closed and self.task.cancelling() <= self._cancelling:
            raise self._closed_meanwhile() from None

    def _closed_meanwhile(self) -> Failure:
        stage = Stage.UNSENT if self._progress.unsent() else Stage.UNANSWERED
        failure = Failure(stage, "the client was closed")
        failure.attempts = self._progress.attempts
        return failure
