"""A private event loop on a thread of its own, into which synchronous calls are handed.

The thread starts on first use and ends with :meth:`Bridge.close` or with the interpreter. A
forked child finds its parent's loop in its memory without the thread; it must not touch it,
since both share the epoll descriptor, so it keeps it alive untouched and starts afresh. Not every
fork tells Python (uWSGI's doesn't), so each call looks up the loop of its own process.

No lock is held while the thread starts, nor while anything is awaited: a signal handler or
``__del__`` that runs meanwhile may use the client or close it.
"""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from contextlib import suppress

from zhixiao_async import NotSent
from zhixiao_async._sessions import Unusable

from ._call import CLOSED, Call, Make, Purpose, T
from ._greenlets import refuse_greenlets
from ._worker import GRACE, CannotStart, Worker

_POLITE = 0.1
"""Seconds that a second starter waits for the first, to save a thread: no longer, for the second
may have interrupted the first."""

_inherited: list[object] = []
_bridges: weakref.WeakSet[Bridge] = weakref.WeakSet()


class Bridge:
    """Runs coroutines for synchronous callers, from any thread but its own.

    Attributes:
        closers: What is awaited on the loop before it ends.
    """

    def __init__(self) -> None:
        refuse_greenlets()
        self.closers: dict[object, Make[None]] = {}
        self._closed = False
        self._starting = threading.Lock()
        self._workers: dict[int, Worker] = {}
        # At exit _close_all ends it, and waits.
        weakref.finalize(self, _drop, self._workers).atexit = False
        _bridges.add(self)

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` has been called."""
        return self._closed

    @property
    def worker(self) -> Worker | None:
        """The loop's thread in this process, if it has been started: another one after a fork."""
        return self._workers.get(os.getpid())

    def run(self, make: Make[T], purpose: Purpose | None = None) -> T:
        """Run a coroutine on the loop and wait for it.

        Whatever interrupts the waiting (Ctrl-C) cancels the coroutine, gives it a moment to wind
        up, and goes on with a note of how it ended, if that matters.

        Args:
            make: Makes the coroutine.
            purpose: What it is for, and how long it may take.

        Raises:
            RuntimeError: Called from the loop's own thread, the client is closed, or threads have
                been turned into greenlets.
            NotSent: The loop or its thread can't be had: no descriptors are left or, from Python
                3.12 on, the main thread has ended.
            ZhixiaoError: As its purpose says, if the loop doesn't end it within its limit, or the
                process was forked meanwhile and this is the child.
        """
        refuse_greenlets()
        try:
            worker = self._workers.get(os.getpid()) or self._start()
        except CannotStart as error:
            raise (
                purpose.lost(str(error), sent=False)
                if purpose
                else NotSent(f"{error}; nothing was sent")
            ) from None
        if worker.is_here:
            raise RuntimeError(
                "a synchronous call from the client's own event loop would wait for itself; "
                "use zhixiao_async there"
            )
        call = Call(make, purpose)
        try:
            worker.submit(call)
            worker.wait(call)
            return call.take()
        except BaseException as interruption:
            if not call.failed_with(interruption):
                worker.cancel(call, interruption)
            raise
        finally:
            del call  # an error's traceback leads here: no cycle

    def finish(self, worker: object, make: Make[None]) -> None:
        """Wind up what was begun on ``worker``, wherever the garbage collector says so.

        Nothing is done in a forked child, whose parent will, nor after :meth:`close`, which has.
        """
        current = self.worker
        if current is None or current is not worker:
            return
        call = Call(make)
        with suppress(RuntimeError):  # closing meanwhile winds it up as well
            current.submit(call)
            if not current.is_here and call.wait(GRACE):
                call.take()

    def close(self) -> None:
        """End every call, close connections and end the thread. Safe to call twice."""
        self._closed = True
        worker = self._workers.pop(os.getpid(), None)
        if worker is not None:
            worker.stop()
            worker.join()

    def leave_to_parent(self) -> None:
        """In a forked child: leave the parent's loop alone, for good."""
        _inherited.extend(self._workers.values())
        self._workers.clear()
        self._starting = threading.Lock()

    def _start(self) -> Worker:
        waited = self._starting.acquire(timeout=_POLITE)
        try:
            return self.worker or self._start_now()
        finally:
            if waited:
                self._starting.release()

    def _start_now(self) -> Worker:
        if self._closed:
            raise Unusable(CLOSED)
        worker = Worker(self.closers)
        try:
            worker.start()
            first = self._workers.setdefault(worker.process, worker)
        except BaseException:
            # Ctrl-C: it may run by now or not, so nobody may count on it.
            if self.worker is not worker:
                worker.give_up()
            raise
        if first is not worker:  # of one who wouldn't wait any longer
            worker.give_up()
        elif self._closed:
            self.close()
        return first


def _drop(workers: dict[int, Worker]) -> None:
    for process, worker in workers.items():
        if process == os.getpid():
            worker.stop()
        else:
            _inherited.append(worker)


def _close_all() -> None:
    for bridge in list(_bridges):
        bridge.close()


def _after_fork_in_child() -> None:
    for bridge in list(_bridges):
        bridge.leave_to_parent()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
