"""Looks until it is known, or the deadline has passed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from ..errors import ZhixiaoError
from .settlement import Look, Settlement, SettlePace, Sight, Verdict

_GROWTH = 1.2

_VERDICTS = {Sight.APPLIED: Verdict.APPLIED, Sight.NOT_APPLIED: Verdict.NOT_APPLIED}


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def now(self) -> datetime:
        """The time, an aware one."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let so much of it pass."""
        ...


class MachineClock:
    """The machine's own."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """As asyncio does."""
        await asyncio.sleep(seconds)


class Watch:
    """Looks for one request at a pace.

    Args:
        look: One look at the gateway's books.
        since: When the request's outcome was lost.
        pace: When to look.
        timeout: Seconds from now after which it gives up; the pace's deadline if None.
        clock: Another one for tests.
    """

    def __init__(
        self,
        look: Callable[[], Awaitable[Look]],
        since: datetime,
        pace: SettlePace,
        timeout: float | None,
        clock: Clock | None = None,
    ) -> None:
        self._look = look
        self._pace = pace
        self._clock = clock or MachineClock()
        self._first_look = since + timedelta(seconds=pace.first_look)
        self._deadline = since + timedelta(seconds=pace.deadline)
        now = self._clock.now()
        self._give_up = None if timeout is None else now + timedelta(seconds=timeout)

    async def until_known(self) -> Settlement:
        """Look until a look settles it, or there is no time for another."""
        clock, deadline = self._clock, self._deadline
        due, pause = self._first_look, self._pace.pause
        seen = Look(Sight.UNCLEAR, "it wasn't looked for yet")
        last_chance = False
        while self._give_up is None or due <= self._give_up:
            await clock.sleep(max(0.0, (due - clock.now()).total_seconds()))
            began = clock.now()
            before, seen = seen, await self._looked()
            if seen.sight in _VERDICTS:
                return _settlement(_VERDICTS[seen.sight], seen)
            if began >= deadline:
                if seen.sight is Sight.ABSENT or (seen == before and seen.sight is Sight.REFUSED):
                    return _settlement(Verdict.NOT_APPLIED, seen)
                if seen.sight is not Sight.REFUSED:
                    return _settlement(Verdict.UNKNOWN, seen)
                if last_chance:
                    return _settlement(Verdict.UNKNOWN, seen, "it said something else before that")
                last_chance = True
            due = clock.now() + timedelta(seconds=pause)
            if clock.now() < deadline:
                due = min(due, deadline)
            pause = min(pause * _GROWTH, self._pace.longest_pause)
        return _settlement(Verdict.UNKNOWN, seen, "it is too early to say more")

    async def _looked(self) -> Look:
        end = self._give_up
        left = None if end is None else (end - self._clock.now()).total_seconds()
        limit = asyncio.timeout(left)
        try:
            async with limit:
                return await self._look()
        except ZhixiaoError as error:
            return Look(Sight.UNCLEAR, f"the gateway couldn't be asked: {error.message}")
        except TimeoutError:
            if not limit.expired():
                raise
            return Look(Sight.UNCLEAR, "the gateway hadn't answered when this call's time was up")


def _settlement(verdict: Verdict, seen: Look, open_end: str = "") -> Settlement:
    more = f"; {open_end}, so look again later" if open_end else ""
    explanation = seen.explanation + more
    return Settlement(verdict=verdict, explanation=explanation, order_id=seen.order_id)
