"""The event loop on its thread, and the calls that run there.

The thread isn't a ``threading.Thread``: to start one takes a lock of that module's, and a signal
handler that runs just then and waits for another thread's start waits for ever.
"""

from __future__ import annotations

import _thread
import asyncio
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

from zhixiao_async.messages.text import Text
from zhixiao_async.transport.sessions import Unusable

from . import heartbeat
from .call import CLOSED, CUT_SHORT, Call, CoroutineFactory
from .new_loop import CannotStart, new_loop

GRACE = 2.0
"""Seconds that a cancelled call has to wind up before its caller goes on."""

_CLOSING = 10.0
"""Seconds at most that closing waits for the thread's end; winding up takes 2 at most."""

_ITERATIONS = 20
"""Iterations of the loop that closing leaves to coroutines which wait for a call that it ended."""

_IN_DOUBT = "if it changes anything, it may have been applied"
_AGAIN = f"zhixiao: interrupted again before the call had wound up; {_IN_DOUBT}"
_UNENDED = f"zhixiao: interrupted, and the call hadn't wound up {GRACE:g} s later; {_IN_DOUBT}"
_FORKED = Text("reason.forked")


class LoopThread:
    """An event loop and its thread, which belong to one process.

    Args:
        closers: Coroutine functions to await before the loop ends, those that are there then.

    Raises:
        CannotStart: There are no descriptors left for a loop.
    """

    def __init__(self, closers: Mapping[object, CoroutineFactory[None]]) -> None:
        self._closers = closers
        self._loop = new_loop()
        self._calls: set[Call[Any]] = set()
        self._stopping = False
        self._serving = threading.Lock()
        self._ident: int | None = None
        self.process = os.getpid()

    @property
    def is_current(self) -> bool:
        """True if the calling thread is the loop's own."""
        return threading.get_ident() == self._ident

    @property
    def ended(self) -> bool:
        """True if the thread has ended, or never began."""
        return not self._serving.locked()

    def start(self) -> None:
        """Start the thread.

        Raises:
            CannotStart: The interpreter refuses, for instance at its end.
        """
        self._serving.acquire()
        try:
            _thread.start_new_thread(self._serve, ())
        except RuntimeError:
            self._serving.release()
            self._loop.close()
            raise CannotStart(Text("reason.no_thread")) from None

    def submit(self, call: Call[Any]) -> None:
        """Have a call started on the loop."""
        self._calls.add(call)
        try:
            self._loop.call_soon_threadsafe(self._start_call, call)
        except RuntimeError:
            self._calls.discard(call)
            raise Unusable(CLOSED) from None

    def wait(self, call: Call[Any]) -> None:
        """Wait for a call's end: until its timeout or, if it has none, while the loop lives."""
        until = None if call.timeout is None else monotonic() + call.timeout
        beat = heartbeat.Heartbeat(self._loop)
        while not call.wait(_next_poll(until)):
            if self.process != os.getpid():
                call.lose(_FORKED, sent=True)
            elif beat.is_alive() if until is None else monotonic() < until:
                continue
            elif call.claim():
                call.lose(Text("reason.never_begun"), sent=False)
            else:
                silent = Text("reason.loop_silent", seconds=f"{heartbeat.SILENCE:g}")
                call.lose(silent if until is None else Text("reason.loop_late"), sent=True)
                self._cancel_soon(call)

    def cancel(self, call: Call[Any], interruption: BaseException) -> None:
        """Cancel a call and wait for it briefly; note on what interrupted it how it ended."""
        if call.claim():
            return  # it never began, and never will
        try:
            self._cancel_soon(call)
            if not call.wait(GRACE):
                interruption.add_note(_UNENDED)
                return
        except BaseException as again:
            again.add_note(_AGAIN)
            raise
        call.note_outcome(interruption)

    def abandon(self) -> None:
        """Have the loop end without its closers: no client has used it."""
        self._closers = {}
        self.stop()

    def stop(self) -> None:
        """Have the loop end, without waiting for that."""
        with suppress(RuntimeError):  # it has
            self._loop.call_soon_threadsafe(self._loop.stop)

    def join(self) -> None:
        """Wait for the thread's end, unless called from the thread itself."""
        if not self.is_current and self._serving.acquire(timeout=_CLOSING):
            self._serving.release()

    def _cancel_soon(self, call: Call[Any]) -> None:
        with suppress(RuntimeError):  # the loop has gone, and has ended every call
            self._loop.call_soon_threadsafe(call.cancel)

    def _start_call(self, call: Call[Any]) -> None:
        if self._stopping or not call.claim():
            self._refuse(call)
        else:
            call.start(self._calls.discard)

    def _refuse(self, call: Call[Any]) -> None:
        if call.claim():
            call.fail(Unusable(CLOSED))
        self._calls.discard(call)

    def _serve(self) -> None:
        self._ident = threading.get_ident()
        sys.settrace(threading.gettrace())  # as threading does, for debuggers and coverage
        sys.setprofile(threading.getprofile())
        loop = self._loop
        try:
            loop.run_forever()
            loop.run_until_complete(self._wind_up())
        finally:
            loop.close()
            for call in list(self._calls):  # handed over since the loop's last iteration
                self._refuse(call)
                call.lose(CUT_SHORT, sent=True)
            self._serving.release()

    async def _wind_up(self) -> None:
        self._stopping = True
        try:
            # First: the calls that closers end are told so, and aren't merely cancelled.
            await asyncio.gather(*(close() for close in list(self._closers.values())))
            for _ in range(_ITERATIONS):
                await asyncio.sleep(0)
        finally:
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.get_running_loop().shutdown_asyncgens()


def _next_poll(until: float | None) -> float:
    if until is None:
        return heartbeat.POLL
    return min(heartbeat.POLL, max(0.0, until - monotonic()))
