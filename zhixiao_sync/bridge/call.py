"""One call on its way to the loop's thread and back.

Nothing here takes a lock that another thread may hold for longer than an instant, and only the
caller waits. A signal handler or ``__del__`` may run between any two steps and make calls of its
own, and a fork may leave a lock taken for ever: ``concurrent.futures.Future`` withstands neither.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Generic, TypeAlias, TypeVar, cast

from zhixiao_async import OutcomeUnknown
from zhixiao_async.messages.text import Text

from .purpose import Purpose

T = TypeVar("T")
CoroutineFactory: TypeAlias = Callable[[], Coroutine[Any, Any, T]]

CLOSED = "this Client is closed"
CUT_SHORT = Text("reason.closed")


class Call(Generic[T]):
    """A coroutine to run on the loop, and its outcome.

    Args:
        factory: Makes the coroutine, on the loop.
        purpose: Decides the error of a call whose end is lost; a RuntimeError if not given.
    """

    def __init__(self, factory: CoroutineFactory[T], purpose: Purpose | None = None) -> None:
        self._factory: CoroutineFactory[T] | None = factory
        self._purpose = purpose
        self._task: asyncio.Task[None] | None = None
        self._claimed = threading.Lock()
        self._running = threading.Lock()
        self._running.acquire()
        self._done = False
        self._value: T | None = None
        self._error: BaseException | None = None
        self._raised = 0

    @property
    def timeout(self) -> float | None:
        """Seconds after which the caller waits no longer; None without an end."""
        return None if self._purpose is None else self._purpose.timeout

    def claim(self) -> bool:
        """Return True to the first who asks: it starts the call, or decides that nobody does."""
        return self._claimed.acquire(blocking=False)

    def start(self, on_done: Callable[[Call[T]], None]) -> None:
        """Start the coroutine, on the loop; call ``on_done`` at its end."""
        loop = asyncio.get_running_loop()
        # In the caller's context, which call_soon_threadsafe has brought along.
        self._task = loop.create_task(self._run())

        def done(_: object) -> None:
            # A task that is cancelled before its first step never gets into its coroutine.
            self.fail(self._lost_error("it was cut short before it had begun", sent=False))
            on_done(self)

        self._task.add_done_callback(done)

    def cancel(self) -> None:
        """Cancel the coroutine, on the loop."""
        if self._task is not None:
            self._task.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for the call's end for so many seconds at most; return whether it has ended."""
        return self._done or self._running.acquire(timeout=seconds)

    def fail(self, error: BaseException) -> None:
        """End the call with an error, unless it has ended."""
        if not self._done:
            self._error = error
            self._end()

    def lose(self, reason: str, *, sent: bool) -> None:
        """End the call for its caller, who waits no longer, though the coroutine may go on."""
        self.fail(self._lost_error(reason, sent=sent))

    def result(self) -> T:
        """Return the coroutine's result, or raise its error; once, after the call's end."""
        if isinstance(self._error, asyncio.CancelledError):  # not by its caller
            self._error = with_notes(self._lost_error(CUT_SHORT, sent=True), self._error)
        if self._error is not None:
            self._raised = id(self._error)
            try:
                raise self._error
            finally:  # its traceback leads to the caller, who isn't to be kept for the loop's sake
                self._error = None
        value, self._value = self._value, None
        return cast("T", value)

    def has_raised(self, error: BaseException) -> bool:
        """Return whether :meth:`result` has raised this very error."""
        return self._raised == id(error)

    def note_outcome(self, interruption: BaseException) -> None:
        """Note on what interrupted the waiting how the call has ended, where that matters."""
        left = self._error
        if isinstance(left, OutcomeUnknown):
            interruption.add_note(f"zhixiao: {left}")
        elif left is not None:
            with_notes(interruption, left)
        elif self._purpose is not None and self._purpose.changing_call:
            changed = self._purpose.changing_call
            interruption.add_note(f"zhixiao: {changed} had been applied, its result is lost")

    async def _run(self) -> None:
        factory, self._factory = cast("CoroutineFactory[T]", self._factory), None
        try:
            coroutine = factory()
            del factory  # it leads to the client, which may be dropped once the call is over
            self._value = await coroutine
        except BaseException as error:  # whatever it is belongs to the caller
            self._error = error
        self._end()

    def _end(self) -> None:
        self._done = True
        with suppress(RuntimeError):  # its caller has lost it meanwhile
            self._running.release()

    def _lost_error(self, reason: str, *, sent: bool) -> Exception:
        if self._purpose is None:
            return RuntimeError(reason)
        return self._purpose.lost_error(reason, sent=sent)


def with_notes(error: BaseException, source: BaseException) -> BaseException:
    """Return the first error, with the second one's notes."""
    for note in getattr(source, "__notes__", ()):
        error.add_note(note)
    return error
