"""A client's share in a bridge, which it has to itself or, through a portal, with others."""

from __future__ import annotations

import weakref
from contextlib import suppress

from zhixiao_async.transport.sessions import Unusable

from .bridge import Bridge
from .call import CLOSED, Call, CoroutineFactory, T
from .loop_thread import LoopThread
from .purpose import Purpose


class Share:
    """One client's part in a bridge, used by its ``with_options`` views as well.

    Args:
        bridge: Runs the calls.
        close: Awaited on the loop when the client is closed, or nobody refers to it any more.
        exclusive: Whether the bridge is this client's only, and ends with it.
    """

    def __init__(self, bridge: Bridge, close: CoroutineFactory[None], *, exclusive: bool) -> None:
        self._bridge = bridge
        self._close = close
        self._exclusive = exclusive
        self._closed = False
        self._key = object()
        bridge.closers[self._key] = close
        if not exclusive:
            weakref.finalize(self, _leave, bridge, self._key).atexit = False

    @property
    def thread(self) -> LoopThread | None:
        """The loop's thread in this process, if it has been started."""
        return self._bridge.thread

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` has been called."""
        return self._closed

    def run(self, factory: CoroutineFactory[T], purpose: Purpose | None = None) -> T:
        """Run a coroutine and wait for it; arguments and errors as :meth:`Bridge.run`."""
        if self._closed:
            raise Unusable(CLOSED)
        return self._bridge.run(factory, purpose)

    def run_cleanup(self, thread: object, factory: CoroutineFactory[None]) -> None:
        """Wind up what was begun on ``thread``; as :meth:`Bridge.run_cleanup`."""
        self._bridge.run_cleanup(thread, factory)

    def close(self) -> None:
        """Close the client, and the bridge if it has no other. Safe to call twice."""
        self._closed = True
        if self._exclusive:
            self._bridge.close()
        elif self._bridge.closers.pop(self._key, None) and (thread := self._bridge.thread):
            self._bridge.run_cleanup(thread, self._close)


def _leave(bridge: Bridge, key: object) -> None:
    """Close what a dropped client has left open, from whichever thread."""
    close, thread = bridge.closers.pop(key, None), bridge.thread
    if close is not None and thread is not None:
        with suppress(RuntimeError):  # the loop is ending, and closes it
            thread.submit(Call(close))
