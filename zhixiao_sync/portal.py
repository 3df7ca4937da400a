"""One event loop on one thread for any number of clients."""

from __future__ import annotations

from typing import Self

from .bridge.bridge import Bridge


class Portal:
    """An event loop and its thread, shared by the clients that are made with it.

    A client that is made without one has a loop and a thread of its own: for a service with
    many merchants one portal serves all their clients. Each client keeps its own connections,
    limits and retry budget. Nothing starts before the first call.

    Closing a client ends only its own calls and connections; the portal goes on until it is
    closed itself, best with ``with``, or is no longer referred to. A forked child starts a loop
    of its own at its first call, and leaves its parent's alone.

    Raises:
        RuntimeError: Threads have been turned into greenlets.
    """

    def __init__(self) -> None:
        self._bridge = Bridge()

    @property
    def closed(self) -> bool:
        """True once :meth:`close` has been called."""
        return self._bridge.closed

    def close(self) -> None:
        """Close every client that is made with it and end the thread. Safe to call twice.

        Calls of other threads end as one that lost its connection does: with NotSent, NoReply
        or OutcomeUnknown.
        """
        self._bridge.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
