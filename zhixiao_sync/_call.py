"""One call that is handed to the loop's thread, and what becomes of it.

Nothing here takes a lock that another thread may hold for longer than an instant, and nothing
waits but the caller. A signal handler or ``__del__`` may run between any two steps and make calls
of its own, and a fork may leave a lock taken for ever: ``concurrent.futures.Future`` withstands
neither.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Generic, TypeAlias, TypeVar, cast

import attrs

from zhixiao_async import OutcomeUnknown
from zhixiao_async._outcome import Failure, Stage, conclude
from zhixiao_async.errors import about
from zhixiao_async.registry import Effect, Endpoint

T = TypeVar("T")
Make: TypeAlias = Callable[[], Coroutine[Any, Any, T]]

CLOSED = "this Client is closed"
CUT_SHORT = f"{CLOSED}, its call was cut short"


@attrs.frozen(kw_only=True)
class Purpose:
    """What a call is for, so that an error can say what is known when its end isn't.

    Attributes:
        endpoint: What it asks for.
        request: What is asked, if it is a request object.
        params: What is asked otherwise, by name.
        limit: Seconds after which its caller waits no longer; None where only a loop that shows no
            sign of life ends the waiting.
    """

    endpoint: Endpoint
    request: object = None
    params: Mapping[str, Any] | None = None
    limit: float | None = None

    @property
    def changes(self) -> str:
        """The call's name, if it changes anything."""
        return "" if self.endpoint.effect is Effect.READ else self.endpoint.name

    def lost(self, reason: str, *, sent: bool) -> Exception:
        """Make the error of a call whose end nobody will see."""
        error = conclude(
            self.endpoint,
            Failure(Stage.UNANSWERED if sent else Stage.UNSENT, reason),
            request=self.request,
            attempts=1,
            sent=sent,
        )
        return about(error, self.params if self.request is None else self.request)


class Unasked(Exception):
    """The end of looks at the gateway's books is lost; the text says why."""


@attrs.frozen(kw_only=True)
class Looking(Purpose):
    """The purpose of looks that find out what became of a request.

    They never end in NotSent, which their caller would take for the request's.
    """

    def lost(self, reason: str, *, sent: bool) -> Exception:
        """Make the error of looks whose end nobody will see."""
        return Unasked(reason)


class Call(Generic[T]):
    """A coroutine to be run, and its outcome.

    Args:
        make: Makes the coroutine.
        purpose: What it is for, where that matters to anybody.
    """

    def __init__(self, make: Make[T], purpose: Purpose | None = None) -> None:
        self._make: Make[T] | None = make
        self._purpose = purpose
        self._context = contextvars.copy_context()
        self._task: asyncio.Task[None] | None = None
        self._claimed = threading.Lock()
        self._running = threading.Lock()
        self._running.acquire()
        self._over = False
        self._result: T | None = None
        self._error: BaseException | None = None
        self._raised = 0

    @property
    def limit(self) -> float | None:
        """Seconds after which its caller waits no longer."""
        return None if self._purpose is None else self._purpose.limit

    def claim(self) -> bool:
        """Return True once, to the one who then decides: to begin it, or that it never begins."""
        return self._claimed.acquire(blocking=False)

    def begin(self, forget: Callable[[Call[T]], None]) -> None:
        """Start it, on the loop; ``forget`` is called when it is over."""
        loop = asyncio.get_running_loop()
        self._task = loop.create_task(self._run(), context=self._context)

        def over(_: object) -> None:
            # A task that is cancelled before its first step never gets into its coroutine.
            self.fail(self._lost("it was cut short before it had begun", sent=False))
            forget(self)

        self._task.add_done_callback(over)

    def cancel(self) -> None:
        """Cancel it, on the loop."""
        if self._task is not None:
            self._task.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, so long at most; returns whether it has ended."""
        return self._over or self._running.acquire(timeout=seconds)

    def fail(self, error: BaseException) -> None:
        """End it with an error, unless it has ended."""
        if not self._over:
            self._error = error
            self._end()

    def lose(self, reason: str, *, sent: bool) -> None:
        """End it for its caller, who waits no longer, though it may go on."""
        self.fail(self._lost(reason, sent=sent))

    def take(self) -> T:
        """Return its result, or raise its error; after its end, and once."""
        if isinstance(self._error, asyncio.CancelledError):  # not by its caller
            self._error = with_notes(self._lost(CUT_SHORT, sent=True), self._error)
        if self._error is not None:
            self._raised = id(self._error)
            try:
                raise self._error
            finally:  # its traceback leads to the caller, who isn't to be kept for the loop's sake
                self._error = None
        result, self._result = self._result, None
        return cast("T", result)

    def failed_with(self, error: BaseException) -> bool:
        """Whether the call is over, and this is how."""
        return self._raised == id(error)

    def explain(self, interruption: BaseException) -> None:
        """Note on what interrupted the waiting how the call, which is over, has ended."""
        left = self._error
        if isinstance(left, OutcomeUnknown):
            interruption.add_note(f"zhixiao: {left}")
        elif left is not None:
            with_notes(interruption, left)
        elif self._purpose is not None and self._purpose.changes:
            changed = self._purpose.changes
            interruption.add_note(f"zhixiao: {changed} had been applied, its result is lost")

    async def _run(self) -> None:
        make, self._make = cast("Make[T]", self._make), None
        try:
            coroutine = make()
            del make  # it leads to the client, which may be dropped as soon as the call is over
            self._result = await coroutine
        except BaseException as error:  # whatever it is belongs to the caller
            self._error = error
        self._end()

    def _end(self) -> None:
        self._over = True
        with suppress(RuntimeError):  # its caller has lost it meanwhile
            self._running.release()

    def _lost(self, reason: str, *, sent: bool) -> Exception:
        if self._purpose is None:
            return RuntimeError(reason)
        return self._purpose.lost(reason, sent=sent)


def with_notes(error: BaseException, source: BaseException) -> BaseException:
    """Return the first error, with the second one's notes."""
    for note in getattr(source, "__notes__", ()):
        error.add_note(note)
    return error
