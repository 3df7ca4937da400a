"""Snapshots of all that the gateway knows, the way back to one, and a fresh start."""

from __future__ import annotations

from contextlib import closing

from .database import snapshots
from .database.clock_memory import ClockMemory
from .notifications.notifier import Notifier
from .services.context import GatewayContext
from .services.seeding import Seeding


class History:
    """Replaces the whole database, while nothing is delivered.

    Args:
        context: Holds the database, and the listing with its caches.
        memory: Keeps the clock's position.
        notifier: Pauses the deliveries.
        seeding: Adds the people whom a new gateway knows.
    """

    def __init__(
        self, context: GatewayContext, memory: ClockMemory, notifier: Notifier, seeding: Seeding
    ) -> None:
        self._context = context
        self._memory = memory
        self._notifier = notifier
        self._seeding = seeding

    def snapshot(self) -> bytes:
        """Return a copy of everything, the clock's position included."""
        self._memory.save()
        return self._context.database.snapshot()

    async def restore(self, snapshot: bytes) -> None:
        """Go back to a snapshot, also in time; orders are numbered on.

        Raises:
            InvalidRequest: It isn't a snapshot of a sandbox of this version. Nothing has changed.
        """
        with closing(snapshots.open_snapshot(snapshot)) as copy:
            async with self._notifier.paused():
                self._context.database.restore(copy)
                self._memory.recall()
                self._context.listing.forget()

    async def reset(self) -> None:
        """Forget everything but the clock and the last order number, and seed people anew."""
        async with self._notifier.paused():
            self._context.database.reset()
            self._memory.save()
            self._context.listing.forget()
            self._seeding.begin()
