"""A private event loop on a thread of its own, into which synchronous calls are handed.

The thread starts on first use and ends with :meth:`Portal.close` or with the interpreter. A
forked child finds its parent's loop in its memory without the thread; it must not touch it,
since both share the epoll descriptor, so it keeps it alive untouched and starts afresh.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import os
import threading
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Generic, TypeVar

from zhixiao_async import NotSent

from ._greenlets import refuse_greenlets

T = TypeVar("T")
Make = Callable[[], Coroutine[Any, Any, T]]

_GRACE = 2.0
"""Seconds that a cancelled call has to wind up before its caller goes on."""

_CLOSED = "this Client is closed"

_inherited: list[object] = []
_portals: weakref.WeakSet[Portal] = weakref.WeakSet()


class Portal:
    """Runs coroutines for synchronous callers, from any thread but its own.

    Args:
        on_stop: Awaited on the loop before it ends.
        on_fork: Called in a forked child, before its first call.
    """

    def __init__(self, *, on_stop: Make[None], on_fork: Callable[[], None]) -> None:
        refuse_greenlets()
        self._on_stop = on_stop
        self._on_fork = on_fork
        self._closed = False
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._finalizer: weakref.finalize[[], Portal] | None = None
        _portals.add(self)

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` has been called."""
        return self._closed

    def run(self, make: Make[T]) -> T:
        """Run a coroutine on the loop and wait for it.

        Whatever interrupts the waiting (Ctrl-C) cancels the coroutine, gives it a moment to wind
        up, and goes on with the notes that its cancellation left.

        Raises:
            RuntimeError: Called from the loop's own thread, the client is closed, or threads have
                been turned into greenlets.
            NotSent: The loop's thread can't be started; from Python 3.12 on it can't once the
                main thread has ended.
        """
        refuse_greenlets()
        worker = self._worker or self._start()
        if threading.get_ident() == worker.thread.ident:
            raise RuntimeError(
                "a synchronous call from the client's own event loop would wait for itself; "
                "use zhixiao_async there"
            )
        call = _Call(make)
        try:
            worker.submit(call)
            return call.outcome.result()
        except asyncio.CancelledError as cancelled:
            raise _with_notes(
                RuntimeError(f"{_CLOSED}, its call was cut short"), cancelled
            ) from None
        except BaseException as interruption:
            if not call.failed_with(interruption):
                worker.cancel(call, interruption)
            raise

    @property
    def worker(self) -> object:
        """The loop's thread of now: another one after a fork."""
        return self._worker

    def finish(self, worker: object, make: Make[None]) -> None:
        """Wind up what was begun on ``worker``, wherever the garbage collector says so.

        Nothing is done in a forked child, whose parent will, nor after :meth:`close`, which has.
        """
        current = self._worker
        if current is None or current is not worker:
            return
        call = _Call(make)
        # Closing meanwhile winds it up as well.
        with suppress(asyncio.CancelledError, RuntimeError, TimeoutError):
            current.submit(call)
            if threading.get_ident() != current.thread.ident:
                call.outcome.result(_GRACE)

    def close(self) -> None:
        """Cancel every call, close connections and end the thread. Safe to call twice."""
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
        if self._finalizer is not None:
            self._finalizer.detach()
        if worker is not None:
            worker.stop()
            if threading.get_ident() != worker.thread.ident:
                worker.thread.join()

    def _start(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise RuntimeError(_CLOSED)
            if self._worker is None:
                self._worker = _Worker(self._on_stop)
                self._finalizer = weakref.finalize(self, self._worker.stop)
                self._finalizer.atexit = False  # _close_all ends it then, and waits
            return self._worker

    def after_fork(self) -> None:
        """In the child: leave the parent's loop alone, for good."""
        _inherited.append(self._worker)
        if self._finalizer is not None:
            self._finalizer.detach()
        self._lock, self._worker, self._finalizer = threading.Lock(), None, None
        self._on_fork()


class _Call(Generic[T]):
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

    async def _run(self) -> None:
        try:
            result = await self._make()
        except BaseException as error:  # whatever it is belongs to the caller
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(result)


class _Worker:
    """The loop and its thread."""

    def __init__(self, on_stop: Make[None]) -> None:
        self._on_stop = on_stop
        self._loop = asyncio.new_event_loop()
        self._calls: set[_Call[Any]] = set()
        self._stopping = False
        self.thread = threading.Thread(target=self._serve, name="zhixiao", daemon=True)
        try:
            self.thread.start()
        except RuntimeError:
            self._loop.close()
            raise NotSent(
                "no thread can be started (the interpreter may be ending), so nothing was sent; "
                "let the main thread wait for those that use a client"
            ) from None

    def submit(self, call: _Call[Any]) -> None:
        """Have a call started on the loop."""
        self._calls.add(call)
        call.outcome.add_done_callback(lambda _: self._calls.discard(call))
        try:
            self._loop.call_soon_threadsafe(self._begin, call)
        except RuntimeError:
            raise RuntimeError(_CLOSED) from None

    def _begin(self, call: _Call[Any]) -> None:
        if self._stopping:
            call.outcome.set_exception(RuntimeError(_CLOSED))
        else:
            call.begin()

    def cancel(self, call: _Call[Any], interruption: BaseException) -> None:
        """Cancel a call and wait for it briefly; its notes go to what interrupted it."""
        try:
            self._loop.call_soon_threadsafe(lambda: call.task and call.task.cancel())
            left = call.outcome.exception(timeout=_GRACE)
        except (RuntimeError, TimeoutError):
            return
        if left is None:
            interruption.add_note("zhixiao: the interrupted call had succeeded all the same")
        else:
            _with_notes(interruption, left)

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
            for call in list(self._calls):
                call.outcome.set_exception(asyncio.CancelledError())

    async def _wind_up(self) -> None:
        self._stopping = True
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        loop = asyncio.get_running_loop()
        await loop.shutdown_asyncgens()
        await self._on_stop()


def _with_notes(error: BaseException, source: BaseException) -> BaseException:
    for note in getattr(source, "__notes__", ()):
        error.add_note(note)
    return error


def _close_all() -> None:
    for portal in list(_portals):
        portal.close()


def _after_fork_in_child() -> None:
    for portal in list(_portals):
        portal.after_fork()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
