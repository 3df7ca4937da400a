"""Looks until it is known, or the deadline has passed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from .._moments import moment
from ..errors import ZhixiaoError
from .settlement import Look, Settlement, SettlePace, Sight, Verdict

_GROWTH = 1.2

_VERDICTS = {Sight.APPLIED: Verdict.APPLIED, Sight.NOT_APPLIED: Verdict.NOT_APPLIED}


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def now(self) -> float:
        """Seconds since some moment: elapsed time, whatever a wall clock is set to."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let so much of it pass."""
        ...


class MachineClock:
    """The machine's own."""

    def now(self) -> float:
        """Seconds of the clock that nobody can set."""
        return moment()

    async def sleep(self, seconds: float) -> None:
        """As asyncio does."""
        await asyncio.sleep(seconds)


class Watch:
    """Looks for one request at a pace.

    Args:
        look: One look at the gateway's books.
        age: Seconds since the request's outcome was lost; if they are negative, a clock is off.
        pace: How often to look.
        deadline: Seconds after the loss at which absence proves something.
        timeout: Seconds from now after which it gives up; the deadline if None.
        clock: Another one for tests.
    """

    def __init__(
        self,
        look: Callable[[], Awaitable[Look]],
        age: float,
        pace: SettlePace,
        deadline: float,
        timeout: float | None,
        clock: Clock | None = None,
    ) -> None:
        self._look = look
        self._pace = pace
        self._clock = clock or MachineClock()
        now = self._clock.now()
        self._first_look = now + pace.first_look - max(0.0, age)
        self._deadline = now + deadline - age
        self._give_up = None if timeout is None else now + timeout

    async def until_known(self) -> Settlement:
        """Look until a look settles it, or there is no time for another."""
        clock, deadline = self._clock, self._deadline
        due, pause = self._first_look, self._pace.pause
        seen = Look(Sight.UNCLEAR, "it wasn't looked for yet")
        last_chance = False
        while self._give_up is None or due <= self._give_up:
            await clock.sleep(max(0.0, due - clock.now()))
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
            due = clock.now() + pause
            if clock.now() < deadline:
                due = min(due, deadline)
            pause = min(pause * _GROWTH, self._pace.longest_pause)
        return _settlement(Verdict.UNKNOWN, seen, "it is too early to say more")

    async def _looked(self) -> Look:
        end = self._give_up
        left = None if end is None else end - self._clock.now()
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
