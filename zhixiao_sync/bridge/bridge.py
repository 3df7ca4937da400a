"""A private event loop on a thread of its own, on which synchronous calls run.

The thread starts on first use and ends with :meth:`Bridge.close` or with the interpreter. A
forked child finds its parent's loop in its memory without the thread; it must not touch that loop,
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
from zhixiao_async.messages.text import Text
from zhixiao_async.transport.sessions import Unusable

from .call import CLOSED, Call, CoroutineFactory, T
from .greenlets import refuse_greenlets
from .loop_thread import GRACE, LoopThread
from .new_loop import CannotStart
from .purpose import Purpose
from .uwsgi_hooks import warn_in_master

_START_WAIT = 0.1
"""Seconds that a second starter waits for the first, to save a thread: no longer, for the second
may have interrupted the first."""

_inherited: list[object] = []
_bridges: weakref.WeakSet[Bridge] = weakref.WeakSet()


class Bridge:
    """Runs coroutines for synchronous callers, from any thread but its own.

    Attributes:
        closers: Coroutine functions to await on the loop before it ends.
    """

    def __init__(self) -> None:
        refuse_greenlets()
        self.closers: dict[object, CoroutineFactory[None]] = {}
        self._closed = False
        self._starting = threading.Lock()
        self._threads: dict[int, LoopThread] = {}
        # At exit _close_all ends it, and waits.
        weakref.finalize(self, _drop, self._threads).atexit = False
        _bridges.add(self)

    @property
    def closed(self) -> bool:
        """True once :meth:`close` has been called."""
        return self._closed

    @property
    def thread(self) -> LoopThread | None:
        """The loop's thread in this process, if it has been started: another one after a fork."""
        return self._threads.get(os.getpid())

    def run(self, factory: CoroutineFactory[T], purpose: Purpose | None = None) -> T:
        """Run a coroutine on the loop and wait for it.

        An interruption of the waiting (Ctrl-C) cancels the coroutine, leaves it ``GRACE`` seconds
        to wind up, and goes on with a note of how the call ended, if that matters.

        Args:
            factory: Makes the coroutine.
            purpose: Decides the error of a call whose end is lost, and its timeout.

        Raises:
            RuntimeError: Called from the loop's own thread, the client is closed, or threads have
                been turned into greenlets.
            NotSent: The loop or its thread can't be had: no descriptors are left or, from Python
                3.12 on, the main thread has ended.
            ZhixiaoError: As its purpose says, if the loop doesn't end the call within its timeout,
                or the process was forked meanwhile and this is the child.
        """
        refuse_greenlets()
        try:
            thread = self._threads.get(os.getpid()) or self._start()
        except CannotStart as error:
            raise (
                purpose.lost_error(error.reason, sent=False)
                if purpose
                else NotSent(Text("error.nothing_sent", reason=error.reason))
            ) from None
        if thread.is_current:
            raise RuntimeError(
                "a synchronous call from the client's own event loop would wait for itself; "
                "use zhixiao_async there"
            )
        call = Call(factory, purpose)
        try:
            thread.submit(call)
            thread.wait(call)
            return call.result()
        except BaseException as interruption:
            if not call.has_raised(interruption):
                thread.cancel(call, interruption)
            raise
        finally:
            del call  # an error's traceback leads here: no cycle

    def run_cleanup(self, thread: object, factory: CoroutineFactory[None]) -> None:
        """Run a coroutine that winds up what was begun on ``thread``, from whichever thread.

        Does nothing in a forked child, whose parent winds up, nor after :meth:`close`, which has.
        """
        current = self.thread
        if current is None or current is not thread:
            return
        call = Call(factory)
        with suppress(RuntimeError):  # closing meanwhile winds it up as well
            current.submit(call)
            if not current.is_current and call.wait(GRACE):
                call.result()

    def close(self) -> None:
        """End every call, close connections and end the thread. Safe to call twice."""
        self._closed = True
        thread = self._threads.pop(os.getpid(), None)
        if thread is not None:
            thread.stop()
            thread.join()

    def leave_to_parent(self) -> None:
        """Leave the parent's loop alone for good, in a forked child."""
        _inherited.extend(self._threads.values())
        self._threads.clear()
        self._starting = threading.Lock()

    def _start(self) -> LoopThread:
        waited = self._starting.acquire(timeout=_START_WAIT)
        try:
            return self.thread or self._start_now()
        finally:
            if waited:
                self._starting.release()

    def _start_now(self) -> LoopThread:
        if self._closed:
            raise Unusable(CLOSED)
        warn_in_master()
        thread = LoopThread(self.closers)
        try:
            thread.start()
            first = self._threads.setdefault(thread.process, thread)
        except BaseException:
            # Ctrl-C: the thread may run by now or not, so nobody may count on it.
            if self.thread is not thread:
                thread.abandon()
            raise
        if first is not thread:  # of a starter that wouldn't wait any longer
            thread.abandon()
        elif self._closed:
            self.close()
        return first


def _drop(threads: dict[int, LoopThread]) -> None:
    for process, thread in threads.items():
        if process == os.getpid():
            thread.stop()
        else:
            _inherited.append(thread)


def _close_all() -> None:
    for bridge in list(_bridges):
        bridge.close()


def _after_fork_in_child() -> None:
    for bridge in list(_bridges):
        bridge.leave_to_parent()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
