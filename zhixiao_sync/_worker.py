"""The loop on its thread, and the calls that are handed to it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from zhixiao_async import NotSent

T = TypeVar("T")
Make = Callable[[], Coroutine[Any, Any, T]]

GRACE = 2.0
"""Seconds that a cancelled call has to wind up before its caller goes on."""

CLOSED = "this Client is closed"

_AGAIN = (
    "zhixiao: interrupted again before the call had wound up; if it changes anything, "
    "it may have been applied"
)


class Call(Generic[T]):
    """A coroutine to be run, and what came of it."""

    def __init__(self, make: Make[T]) -> None:
        self._make = make
        self._context = contextvars.copy_context()
        self.task: asyncio.Task[None] | None = None
        self.outcome: Future[T] = Future()

    def failed_with(self, error: BaseException) -> bool:
        """Whether the call is over, and this is how."""
        return self.outcome.done() and self.outcome.exception() is error

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
            raise RuntimeError(CLOSED) from None

    def _forget(self, outcome: Future[Any]) -> None:
        self._calls.pop(outcome, None)

    def _begin(self, call: Call[Any]) -> None:
        if self._stopping:
            call.outcome.set_exception(RuntimeError(CLOSED))
        else:
            call.begin()

    def cancel(self, call: Call[Any], interruption: BaseException) -> None:
        """Cancel a call and wait for it briefly; its notes go to what interrupted it."""
        try:
            self._loop.call_soon_threadsafe(call.cancel)
            left = call.outcome.exception(timeout=GRACE)
        except (RuntimeError, TimeoutError):
            return
        except BaseException as again:
            again.add_note(_AGAIN)
            raise
        if left is None:
            interruption.add_note("zhixiao: the interrupted call had succeeded all the same")
        else:
            with_notes(interruption, left)

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
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        loop = asyncio.get_running_loop()
        await loop.shutdown_asyncgens()
        await self._on_stop()


async def _nothing() -> None:
    pass


def with_notes(error: BaseException, source: BaseException) -> BaseException:
    """The first error, with the second one's notes."""
    for note in getattr(source, "__notes__", ()):
        error.add_note(note)
    return error
