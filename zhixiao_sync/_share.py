"""A client's share in a bridge, which it has for itself or, through a portal, with others."""

from __future__ import annotations

import weakref
from contextlib import suppress

from zhixiao_async._sessions import Unusable

from ._bridge import Bridge
from ._call import CLOSED, Call, Make, Purpose, T
from ._worker import Worker


class Share:
    """What a client and its ``with_options`` views run their calls by.

    Args:
        bridge: Runs them.
        close: Awaited on the loop when the client is closed, or nobody has it any more.
        alone: Whether the bridge is this client's only, and ends with it.
    """

    def __init__(self, bridge: Bridge, close: Make[None], *, alone: bool) -> None:
        self._bridge = bridge
        self._close = close
        self._alone = alone
        self._closed = False
        self._key = object()
        bridge.closers[self._key] = close
        if not alone:
            weakref.finalize(self, _leave, bridge, self._key).atexit = False

    @property
    def worker(self) -> Worker | None:
        """The loop's thread in this process, if it has been started."""
        return self._bridge.worker

    def run(self, make: Make[T], purpose: Purpose | None = None) -> T:
        """Run a coroutine and wait for it; arguments and errors as :meth:`Bridge.run`."""
        if self._closed:
            raise Unusable(CLOSED)
        return self._bridge.run(make, purpose)

    def finish(self, worker: object, make: Make[None]) -> None:
        """Wind up what was begun on ``worker``; as :meth:`Bridge.finish`."""
        self._bridge.finish(worker, make)

    def close(self) -> None:
        """Close the client, and the bridge if it has no other. Safe to call twice."""
        self._closed = True
        if self._alone:
            self._bridge.close()
        elif self._bridge.closers.pop(self._key, None) and (worker := self._bridge.worker):
            self._bridge.finish(worker, self._close)


def _leave(bridge: Bridge, key: object) -> None:
    """Close what a client has left open that nobody has any more; in whatever thread."""
    close, worker = bridge.closers.pop(key, None), bridge.worker
    if close is not None and worker is not None:
        with suppress(RuntimeError):  # the loop is ending, and closes it
            worker.submit(Call(close))
