"""The loop on its thread, and the calls that are handed to it.

The thread isn't a ``threading.Thread``: to start one takes a lock of that module's, and a signal
handler that runs just then and waits for another thread's start waits for ever.
"""

from __future__ import annotations

import _thread
import asyncio
import os
import selectors
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

from zhixiao_async._sessions import Unusable

from ._call import CLOSED, CUT_SHORT, Call, Make

GRACE = 2.0
"""Seconds that a cancelled call has to wind up before its caller goes on."""

LOOK = 5.0
"""Seconds after which a caller who waits looks whether anybody is left to answer."""

SILENCE = 60.0
"""Seconds without a sign of life from the loop, after which a call without a limit is given up."""

_CLOSING = 10.0
"""Seconds at most that closing waits for the thread's end; winding up takes 2 at most."""

_TURNS = 20
"""Turns of the loop that closing leaves to what waits for a call that it has ended."""

_IN_DOUBT = "if it changes anything, it may have been applied"
_AGAIN = f"zhixiao: interrupted again before the call had wound up; {_IN_DOUBT}"
_UNENDED = f"zhixiao: interrupted, and the call hadn't wound up {GRACE:g} s later; {_IN_DOUBT}"
_FORKED = "this process was forked while the call was under way, and its parent goes on with it"


class CannotStart(Exception):
    """The loop or its thread can't be had, so nothing was sent; the text says why."""


class _Pulse:
    """Whether a loop still turns, as a caller who waits for it asks at every look."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._heard = True
        self._looks = 0

    def beats(self) -> bool:
        """Tell whether it answered within ``SILENCE``, and ask again.

        What counts is looks that found no answer: a machine that sleeps, or a process that is
        stopped, makes a long time of one look, for which the loop isn't to blame.
        """
        if self._heard:
            self._heard, self._looks = False, 0
            with suppress(RuntimeError):  # the loop has gone, and has ended every call
                self._loop.call_soon_threadsafe(self._hear)
        else:
            self._looks += 1
        return self._looks * LOOK < SILENCE

    def _hear(self) -> None:
        self._heard = True


class Worker:
    """The loop and its thread, which belong to one process.

    Args:
        closers: What is awaited before the loop ends, as it stands then.

    Raises:
        CannotStart: There are no descriptors left for a loop.
    """

    def __init__(self, closers: Mapping[object, Make[None]]) -> None:
        self._closers = closers
        self._loop = _new_loop()
        self._calls: set[Call[Any]] = set()
        self._stopping = False
        self._serving = threading.Lock()
        self._ident: int | None = None
        self.process = os.getpid()

    @property
    def is_here(self) -> bool:
        """Whether the calling thread is the loop's own."""
        return threading.get_ident() == self._ident

    @property
    def ended(self) -> bool:
        """Whether the thread has ended, or never began."""
        return not self._serving.locked()

    def start(self) -> None:
        """Start the thread.

        Raises:
            CannotStart: It can't be started.
        """
        self._serving.acquire()
        try:
            _thread.start_new_thread(self._serve, ())
        except RuntimeError:
            self._serving.release()
            self._loop.close()
            raise CannotStart(
                "no thread can be started (the interpreter may be ending; let the main thread "
                "wait for those that use a client)"
            ) from None

    def submit(self, call: Call[Any]) -> None:
        """Have a call started on the loop."""
        self._calls.add(call)
        try:
            self._loop.call_soon_threadsafe(self._begin, call)
        except RuntimeError:
            self._calls.discard(call)
            raise Unusable(CLOSED) from None

    def wait(self, call: Call[Any]) -> None:
        """Wait for a call's end: until its limit or, if it has none, while the loop lives."""
        until = None if call.limit is None else monotonic() + call.limit
        pulse = _Pulse(self._loop)
        while not call.wait(LOOK if until is None else min(LOOK, max(0.0, until - monotonic()))):
            if self.process != os.getpid():
                call.lose(_FORKED, sent=True)
            elif pulse.beats() if until is None else monotonic() < until:
                continue
            elif call.claim():
                call.lose("the client's event loop never got to it", sent=False)
            else:
                silent = f"has shown no sign of life for {SILENCE:g} s"
                end = silent if until is None else "didn't end it in time"
                call.lose(f"the client's event loop {end}", sent=True)
                self._soon(call)

    def cancel(self, call: Call[Any], interruption: BaseException) -> None:
        """Cancel a call and wait for it briefly; note on what interrupted it how it ended."""
        if call.claim():
            return  # it never began, and never will
        try:
            self._soon(call)
            if not call.wait(GRACE):
                interruption.add_note(_UNENDED)
                return
        except BaseException as again:
            again.add_note(_AGAIN)
            raise
        call.explain(interruption)

    def give_up(self) -> None:
        """Have the loop end without a word to its clients, who never used it."""
        self._closers = {}
        self.stop()

    def stop(self) -> None:
        """Have the loop end; doesn't wait for it."""
        with suppress(RuntimeError):  # it has
            self._loop.call_soon_threadsafe(self._loop.stop)

    def join(self) -> None:
        """Wait for the thread's end, but not from within."""
        if not self.is_here and self._serving.acquire(timeout=_CLOSING):
            self._serving.release()

    def _soon(self, call: Call[Any]) -> None:
        with suppress(RuntimeError):  # the loop has gone, and has ended every call
            self._loop.call_soon_threadsafe(call.cancel)

    def _begin(self, call: Call[Any]) -> None:
        if self._stopping or not call.claim():
            self._refuse(call)
        else:
            call.begin(self._calls.discard)

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
            for call in list(self._calls):  # handed over since the loop's last turn
                self._refuse(call)
                call.lose(CUT_SHORT, sent=True)
            self._serving.release()

    async def _wind_up(self) -> None:
        self._stopping = True
        try:
            # First: what they end is told so, and isn't merely cancelled.
            await asyncio.gather(*(close() for close in list(self._closers.values())))
            for _ in range(_TURNS):
                await asyncio.sleep(0)
        finally:
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.get_running_loop().shutdown_asyncgens()


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        # As many descriptors as a loop takes: one that gets only some of them can't be closed.
        ours, theirs = socket.socketpair()
        with ours, theirs, selectors.DefaultSelector():
            pass
        return asyncio.new_event_loop()
    except OSError as error:
        raise CannotStart(
            f"no event loop can be made ({error.strerror}); where the limit of open files is "
            "reached, raise it (ulimit -n) or let clients share a Portal"
        ) from None
