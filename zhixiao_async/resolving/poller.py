"""Probing the gateway at a pace, until it is known what became of a request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ..errors import ZhixiaoError
from ..errors.moments import moment
from ..messages.text import Text
from .judge import NOT_PROBED, Evidence, Probe, judge
from .pace import ResolvePace
from .resolution import Resolution, Verdict

_GROWTH = 1.2


class MachineClock:
    """Elapsed time of this machine, whatever its wall clock is set to."""

    def now(self) -> float:
        """Return seconds since some fixed moment."""
        return moment()

    async def sleep(self, seconds: float) -> None:
        """Let seconds pass while the event loop goes on."""
        await asyncio.sleep(seconds)


class Poller:
    """Probes for one request at a pace.

    Args:
        probe: Queries the gateway's books once.
        age: Seconds since the request's outcome was lost; if they are negative, a clock is off.
        pace: How often to probe.
        deadline: Seconds after the loss at which absence proves something.
        timeout: Seconds from now after which to give up; None for the deadline alone.
        clock: Another clock, for tests.
    """

    def __init__(
        self,
        probe: Callable[[], Awaitable[Probe]],
        age: float,
        pace: ResolvePace,
        deadline: float,
        timeout: float | None,
        clock: MachineClock | None = None,
    ) -> None:
        self._probe = probe
        self._pace = pace
        self._clock = clock or MachineClock()
        now = self._clock.now()
        self._first_probe = now + pace.first_probe - max(0.0, age)
        self._deadline = now + deadline - age
        self._give_up = None if timeout is None else now + timeout

    async def until_known(self) -> Resolution:
        """Probe until a probe proves something, or no time is left for another."""
        clock, deadline = self._clock, self._deadline
        due, pause = self._first_probe, self._pace.pause
        latest, past_deadline = NOT_PROBED, 0
        while self._give_up is None or due <= self._give_up:
            await clock.sleep(max(0.0, due - clock.now()))
            past_deadline += clock.now() >= deadline
            previous, latest = latest, await self._probed()
            known = judge(latest, previous, past_deadline)
            if known is not None:
                return known
            due = clock.now() + pause
            if clock.now() < deadline:
                due = min(due, deadline)
            pause = min(pause * _GROWTH, self._pace.longest_pause)
        return latest.resolution(Verdict.UNKNOWN, Text("found.too_early"))

    async def _probed(self) -> Probe:
        end = self._give_up
        left = None if end is None else end - self._clock.now()
        limit = asyncio.timeout(left)
        try:
            async with limit:
                return await self._probe()
        except ZhixiaoError as error:
            return Probe(Evidence.UNCLEAR, Text("found.not_asked", reason=error.message))
        except TimeoutError:
            if not limit.expired():
                raise
            return Probe(Evidence.UNCLEAR, Text("found.not_answered"))
