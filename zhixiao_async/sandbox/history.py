"""All that the gateway knows, copied, brought back, or forgotten."""

from __future__ import annotations

from contextlib import closing

from . import images
from .clock_memory import ClockMemory
from .desk import Desk
from .notifier import Notifier
from .seeding import Seeding


class History:
    """Copies of the whole, while nothing is delivered.

    Args:
        desk: What the gateway knows.
        memory: The clock's position.
        notifier: What is under way.
        seeding: Whom a new gateway knows.
    """

    def __init__(
        self, desk: Desk, memory: ClockMemory, notifier: Notifier, seeding: Seeding
    ) -> None:
        self._desk = desk
        self._memory = memory
        self._notifier = notifier
        self._seeding = seeding

    def snapshot(self) -> bytes:
        """Everything, the clock's position included."""
        self._memory.save()
        return self._desk.store.snapshot()

    async def restore(self, snapshot: bytes) -> None:
        """Go back to a snapshot, also in time; orders are numbered on.

        Raises:
            InvalidRequest: It isn't one of a sandbox of this version; nothing has changed.
        """
        with closing(images.opened(snapshot)) as copy:
            async with self._notifier.paused():
                self._desk.store.restore(copy)
                self._memory.recall()
                self._desk.listing.forget()

    async def reset(self) -> None:
        """Back to a new gateway's knowledge; the clock stays, and orders are numbered on."""
        async with self._notifier.paused():
            self._desk.store.reset()
            self._memory.save()
            self._desk.listing.forget()
            self._seeding.begin()
