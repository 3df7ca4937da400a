"""Snapshots that the console has taken, and the way back to them."""

from __future__ import annotations

from datetime import datetime

import attrs
from attrs import field

from ..clock import Clock
from ..history import History

KEPT = 8


@attrs.frozen
class Snapshot:
    """A copy of all that the gateway knows, and the sandbox's time when it was made."""

    number: int
    time: datetime
    image: bytes = field(repr=False)


class SnapshotStore:
    """The last few snapshots, as long as the gateway runs."""

    def __init__(self, history: History, clock: Clock) -> None:
        self._history = history
        self._clock = clock
        self._taken = 0
        self.kept: list[Snapshot] = []

    def take(self) -> None:
        """Copy everything; the oldest copy may have to go."""
        self._taken += 1
        taken = Snapshot(self._taken, self._clock.now(), self._history.snapshot())
        self.kept = [*self.kept[1 - KEPT :], taken]

    async def restore(self, number: int) -> None:
        """Make everything as it was, also in time.

        Raises:
            LookupError: There is no such snapshot (any more).
        """
        images = {snapshot.number: snapshot.image for snapshot in self.kept}
        await self._history.restore(images[number])
