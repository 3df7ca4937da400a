"""The clock's position, kept with everything else, so that a restart goes on where it stood."""

from __future__ import annotations

import asyncio

from .clock import NOW, Clock, Position
from .store import Store


class ClockMemory:
    """Writes the clock's position down whenever it is moved.

    Args:
        store: The tables.
        clock: Whose position it is.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def start(self, *, resume: bool) -> None:
        """Begin to write; first go to where an earlier run stood, if ``resume``."""
        self._loop = asyncio.get_running_loop()
        self._stopped = False
        if resume:
            self.recall()
        self.save()
        self._clock.on_change(self._moved)

    def stop(self) -> None:
        """Write a last time."""
        self._clock.forget(self._moved)
        self.save()
        self._stopped = True

    def recall(self) -> None:
        """Put the clock where the tables say it stood."""
        self._clock.move_to(self._written())

    def save(self) -> None:
        """Write the position down; nothing is written if it is there already."""
        position = self._clock.position
        if position != self._written():
            self._store.run(
                "INSERT OR REPLACE INTO clock (id, ahead, frozen) VALUES (1, ?, ?)",
                position.ahead,
                position.frozen,
            )

    def _moved(self) -> None:
        # The clock may be moved in any thread, the tables belong to the loop's.
        self._loop.call_soon_threadsafe(self._save_unless_stopped)

    def _save_unless_stopped(self) -> None:
        if not self._stopped:
            self.save()

    def _written(self) -> Position:
        row = self._store.one("SELECT ahead, frozen FROM clock")
        return Position(ahead=row["ahead"], frozen=row["frozen"]) if row else NOW
