"""The clock's position in the database, so that a restart goes on from there."""

from __future__ import annotations

import asyncio

from ..clock import NOW, Clock, Position
from .sqlite import Database


class ClockMemory:
    """Writes the clock's position down whenever the clock is moved.

    Args:
        database: The sandbox's database.
        clock: The sandbox's clock.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def start(self, *, resume: bool) -> None:
        """Begin to write; with ``resume``, first move the clock to where an earlier run left it."""
        self._loop = asyncio.get_running_loop()
        self._stopped = False
        if resume:
            self.recall()
        self.save()
        self._clock.on_change(self._moved)

    def stop(self) -> None:
        """Write a last time, and no more."""
        self._clock.forget(self._moved)
        self.save()
        self._stopped = True

    def recall(self) -> None:
        """Move the clock to the position in the database."""
        self._clock.move_to(self._written())

    def save(self) -> None:
        """Write the position down, unless it is there already."""
        position = self._clock.position
        if position != self._written():
            self._database.run(
                "INSERT OR REPLACE INTO clock (id, ahead, frozen) VALUES (1, ?, ?)",
                position.ahead,
                position.frozen,
            )

    def _moved(self) -> None:
        # The clock may be moved in any thread; the database belongs to the loop's.
        self._loop.call_soon_threadsafe(self._save_unless_stopped)

    def _save_unless_stopped(self) -> None:
        if not self._stopped:
            self.save()

    def _written(self) -> Position:
        row = self._database.first("SELECT ahead, frozen FROM clock")
        return Position(ahead=row["ahead"], frozen=row["frozen"]) if row else NOW
