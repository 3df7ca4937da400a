"""A private event loop on a thread of its own, into which synchronous calls are handed.

The thread starts on first use and ends with :meth:`Portal.close` or with the interpreter. A
forked child finds its parent's loop in its memory without the thread; it must not touch it,
since both share the epoll descriptor, so it keeps it alive untouched and starts afresh.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress

from zhixiao_async._sessions import Unusable

from ._greenlets import refuse_greenlets
from ._worker import CLOSED, GRACE, Call, Make, T, Worker, with_notes

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
        self._worker: Worker | None = None
        self._finalizer: weakref.finalize[[], Portal] | None = None
        _portals.add(self)

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` has been called."""
        return self._closed

    def run(self, make: Make[T], changes: str = "") -> T:
        """Run a coroutine on the loop and wait for it.

        Whatever interrupts the waiting (Ctrl-C) cancels the coroutine, gives it a moment to wind
        up, and goes on with a note of how it ended, if that matters.

        Args:
            make: Makes the coroutine.
            changes: The name of the call, if it changes anything.

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
        call = Call(make, changes)
        try:
            worker.submit(call)
            return call.outcome.result()
        except asyncio.CancelledError as cancelled:
            raise with_notes(RuntimeError(f"{CLOSED}, its call was cut short"), cancelled) from None
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
        call = Call(make)
        # Closing meanwhile winds it up as well.
        with suppress(asyncio.CancelledError, RuntimeError, TimeoutError):
            current.submit(call)
            if threading.get_ident() != current.thread.ident:
                call.outcome.result(GRACE)

    def close(self) -> None:
        """End every call, close connections and end the thread. Safe to call twice."""
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
        if self._finalizer is not None:
            self._finalizer.detach()
        if worker is not None:
            worker.stop()
            if threading.get_ident() != worker.thread.ident:
                worker.thread.join()

    def _start(self) -> Worker:
        with self._lock:
            if self._closed:
                raise Unusable(CLOSED)
            if self._worker is None:
                worker = Worker(self._on_stop)
                self._finalizer = weakref.finalize(self, worker.stop)
                self._finalizer.atexit = False  # _close_all ends it then, and waits
                try:
                    worker.start()
                except BaseException:
                    # Ctrl-C: it may run by now or not, so nobody may count on it.
                    worker.give_up()
                    raise
                self._worker = worker
            return self._worker

    def after_fork(self) -> None:
        """In the child: leave the parent's loop alone, for good."""
        _inherited.append(self._worker)
        if self._finalizer is not None:
            self._finalizer.detach()
        self._lock, self._worker, self._finalizer = threading.Lock(), None, None
        self._on_fork()


def _close_all() -> None:
    for portal in list(_portals):
        portal.close()


def _after_fork_in_child() -> None:
    for portal in list(_portals):
        portal.after_fork()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
