"""The loop on its thread, and the calls that are handed to it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Generic, TypeVar

from zhixiao_async import NotSent, OutcomeUnknown
from zhixiao_async._sessions import Unusable

T = TypeVar("T")
Make = Callable[[], Coroutine[Any, Any, T]]

GRACE = 2.0
"""Seconds that a cancelled call has to wind up before its caller goes on."""

CLOSED = "this Client is closed"

_TURNS = 20
"""Turns of the loop that closing leaves to what waits for a call that it has ended."""

_IN_DOUBT = "if it changes anything, it may have been applied"
_AGAIN = f"zhixiao: interrupted again before the call had wound up; {_IN_DOUBT}"
_UNENDED = f"zhixiao: interrupted, and the call hadn't wound up {GRACE:g} s later; {_IN_DOUBT}"


class Call(Generic[T]):
    """A coroutine to be run, and what came of it.

    Args:
        make: Makes it.
        changes: The name of the call, if it changes anything.
    """

    def __init__(self, make: Make[T], changes: str = "") -> None:
        self._make = make
        self._changes = changes
        self._context = contextvars.copy_context()
        self.task: asyncio.Task[None] | None = None
        self.outcome: Future[T] = Future()

    def failed_with(self, error: BaseException) -> bool:
        """Whether the call is over, and this is how."""
        return self.outcome.done() and self.outcome.exception() is error

    def explain(self, interruption: BaseException) -> None:
        """Note on what interrupted the waiting how the call, which is over, has ended."""
        left = self.outcome.exception()
        if isinstance(left, OutcomeUnknown):
            interruption.add_note(f"zhixiao: {left}")
        elif left is not None:
            with_notes(interruption, left)
        elif self._changes:
            interruption.add_note(f"zhixiao: {self._changes} had been applied, its result is lost")

    def begin(self) -> None:
        """Start it; on the loop."""
        loop = asyncio.get_running_loop()
        self.task = loop.create_task(self._run(), context=self._context)

    def cancel(self) -> None:
        """Cancel it, also if it was never handed over; on the loop."""
        if self.task is not None:
            self.task.cancel()
        elif not self.outcome.done():
            self.outcome.set_exception(asyncio.CancelledError())

    async def _run(self) -> None:
        try:
            result = await self._make()
        except BaseException as error:  # whatever it is belongs to the caller
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(result)


class Worker:
    """The loop and its thread."""

    def __init__(self, on_stop: Make[None]) -> None:
        self._on_stop = on_stop
        self._loop = asyncio.new_event_loop()
        self._calls: dict[Future[Any], Call[Any]] = {}
        self._stopping = False
        self.thread = threading.Thread(target=self._serve, name="zhixiao", daemon=True)

    def start(self) -> None:
        """Start the thread.

        Raises:
            NotSent: It can't be started.
        """
        try:
            self.thread.start()
        except RuntimeError:
            self._loop.close()
            raise NotSent(
                "no thread can be started (the interpreter may be ending), so nothing was sent; "
                "let the main thread wait for those that use a client"
            ) from None

    def submit(self, call: Call[Any]) -> None:
        """Have a call started on the loop."""
        # By its outcome, which must not lead back to the call: a page's rows would lie in a cycle.
        self._calls[call.outcome] = call
        call.outcome.add_done_callback(self._forget)
        try:
            self._loop.call_soon_threadsafe(self._begin, call)
        except RuntimeError:
            raise Unusable(CLOSED) from None

    def _forget(self, outcome: Future[Any]) -> None:
        self._calls.pop(outcome, None)

    def _begin(self, call: Call[Any]) -> None:
        if self._stopping:
            call.outcome.set_exception(Unusable(CLOSED))
        else:
            call.begin()

    def cancel(self, call: Call[Any], interruption: BaseException) -> None:
        """Cancel a call and wait for it briefly; what interrupted it is told how it ended."""
        try:
            with suppress(RuntimeError):  # the loop has gone, and has ended every call
                self._loop.call_soon_threadsafe(call.cancel)
            call.outcome.exception(timeout=GRACE)
        except TimeoutError:
            interruption.add_note(_UNENDED)
        except BaseException as again:
            again.add_note(_AGAIN)
            raise
        else:
            call.explain(interruption)

    def give_up(self) -> None:
        """Have the loop end without a word to the owner, who never used it."""
        self._on_stop = _nothing
        self.stop()

    def stop(self) -> None:
        """Have the loop end; doesn't wait for it."""
        try:
            self._loop.call_soon_threadsafe(self._loop.stop)
        except RuntimeError:
            return

    def _serve(self) -> None:
        loop = self._loop
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
            loop.run_until_complete(self._wind_up())
        finally:
            asyncio.set_event_loop(None)
            loop.close()
            for outcome in list(self._calls):
                outcome.set_exception(asyncio.CancelledError())

    async def _wind_up(self) -> None:
        self._stopping = True
        try:
            await self._on_stop()  # first: what it ends is told so, and isn't merely cancelled
            for _ in range(_TURNS):
                await asyncio.sleep(0)
        finally:
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.get_running_loop().shutdown_asyncgens()


async def _nothing() -> None:
    pass


def with_notes(error: BaseException, source: BaseException) -> BaseException:
    """The first error, with the second one's notes."""
    for note in getattr(source, "__notes__", ()):
        error.add_note(note)
    return error
