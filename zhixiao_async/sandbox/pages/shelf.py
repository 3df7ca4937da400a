"""Snapshots that the console has taken, and the way back to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import attrs

from ..clock import Clock

KEPT = 8


@attrs.frozen(kw_only=True)
class TimeTravel:
    """What can be done with all that the gateway knows at once.

    Attributes:
        snapshot: Copies it, the clock's position included.
        restore: Goes back to a copy, also in time.
        reset: Forgets it.
    """

    snapshot: Callable[[], bytes]
    restore: Callable[[bytes], Awaitable[None]]
    reset: Callable[[], Awaitable[None]]


@attrs.frozen
class Snapshot:
    """One copy, and the sandbox's time when it was made."""

    number: int
    time: datetime
    image: bytes


class Shelf:
    """The last few snapshots, as long as the gateway runs."""

    def __init__(self, travel: TimeTravel, clock: Clock) -> None:
        self._travel = travel
        self._clock = clock
        self._taken = 0
        self.kept: list[Snapshot] = []

    def take(self) -> None:
        """Copy everything; the oldest copy may have to go."""
        self._taken += 1
        taken = Snapshot(self._taken, self._clock.now(), self._travel.snapshot())
        self.kept = [*self.kept[1 - KEPT :], taken]

    async def put_back(self, number: int) -> None:
        """Make everything as it was.

        Raises:
            LookupError: There is no such snapshot (any more).
        """
        found = [one for one in self.kept if one.number == number]
        if not found:
            raise LookupError(number)
        await self._travel.restore(found[0].image)

    async def reset(self) -> None:
        """Forget every order and every log; the snapshots stay, to come back to."""
        await self._travel.reset()
