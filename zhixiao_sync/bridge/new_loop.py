"""An event loop, if there are descriptors for one."""

from __future__ import annotations

import asyncio
import selectors
import socket

from zhixiao_async.messages.text import Text


class CannotStart(Exception):
    """The loop or its thread can't be had, so nothing was sent.

    Attributes:
        reason: Why, as a phrase.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_loop() -> asyncio.AbstractEventLoop:
    """Return a new event loop.

    Raises:
        CannotStart: There are no descriptors left for it.
    """
    try:
        # As many descriptors as a loop takes: one that gets only some of them can't be closed.
        ours, theirs = socket.socketpair()
        with ours, theirs, selectors.DefaultSelector():
            pass
        return asyncio.new_event_loop()
    except OSError as error:
        raise CannotStart(Text("reason.no_loop", reason=str(error.strerror))) from None
