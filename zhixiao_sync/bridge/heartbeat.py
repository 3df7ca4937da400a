"""The heartbeat of an event loop, asked for by a caller that waits for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

POLL = 5.0
"""Seconds between two checks by a waiting caller whether the loop is alive."""

SILENCE = 60.0
"""Seconds without a heartbeat after which a call without a timeout is given up."""


class Heartbeat:
    """A check that a loop still runs its callbacks, made every ``POLL`` seconds."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._heard = True
        self._missed = 0

    def is_alive(self) -> bool:
        """Return whether the loop answered within ``SILENCE``, and ask it again.

        Missed checks count, not time: a machine that sleeps, or a process that is stopped, makes a
        long time of one check, for which the loop isn't to blame.
        """
        if self._heard:
            self._heard, self._missed = False, 0
            with suppress(RuntimeError):  # the loop has gone, and has ended every call
                self._loop.call_soon_threadsafe(self._hear)
        else:
            self._missed += 1
        return self._missed * POLL < SILENCE

    def _hear(self) -> None:
        self._heard = True
