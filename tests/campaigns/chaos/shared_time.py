"""A time that workers, their database and the gateway share: it passes when a worker waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from random import Random
from unittest import mock

from tests.support.clocks import library_modules, wall_clock
from zhixiao_async.errors import moments
from zhixiao_async.resolving.poller import MachineClock
from zhixiao_async.sandbox import Clock

MACHINES_DIFFER = timedelta(minutes=10)
"""Difference between the gateway's clock and the database's."""
WALL_STEPS = [timedelta(), timedelta(minutes=5), timedelta(days=1), timedelta(days=-1)]
"""Errors of the workers' wall clock; nothing may depend on it."""


class SharedTime:
    """A time ahead of the machine's by the seconds that workers have waited.

    It stands still while a call is under way, so that a request arrives within its call's deadline.

    Attributes:
        ahead: Seconds ahead of the machine's time.
        calm: Whether wall clocks and commits are left alone.
    """

    def __init__(self, chance: Random) -> None:
        self.ahead = 0.0
        self.calm = False
        self.clock = Clock(start=datetime.now().astimezone() + MACHINES_DIFFER)
        self._chance = chance
        self._wall = WALL_STEPS[0]
        self._calls = self._jumps = 0
        self._still = asyncio.Event()
        self._still.set()
        self._gate = asyncio.Event()
        self._waiting: dict[asyncio.Event, float] = {}

    def moment(self) -> float:
        """Return the time in place of ``moments.moment``."""
        return moments.moment() + self.ahead

    @asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """Keep the time still during a call."""
        while self._jumps:
            await self._gate.wait()
        self._calls += 1
        self._still.clear()
        try:
            yield
        finally:
            if self._chance.random() < 0.1:
                self._set_wall_clock()
            self._calls -= 1
            if not self._calls:
                self._still.set()

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass for everybody."""
        self._jumps += 1
        self._gate.clear()
        while self._calls:
            await self._still.wait()
        self._jumps -= 1
        if not self._jumps:
            self._gate.set()
        self.ahead += seconds
        self.clock.advance(seconds)
        self._set_wall_clock()
        for event, until in [*self._waiting.items()]:
            if until <= self.ahead:
                event.set()
        await asyncio.sleep(0)

    def _set_wall_clock(self) -> None:
        self._wall = timedelta() if self.calm else self._chance.choice(WALL_STEPS)

    async def held(self, seconds: float, patience: float = 0.2) -> None:
        """Wait until others have let so much time pass, but at most ``patience`` real seconds."""
        event = asyncio.Event()
        self._waiting[event] = self.ahead + seconds
        try:
            async with asyncio.timeout(patience):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            del self._waiting[event]

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """Let the library go by this time, with a wall clock that is wrong at times."""
        wrong = wall_clock(lambda: timedelta(seconds=self.ahead) + self._wall)
        with ExitStack() as stack:
            for module in library_modules():
                if getattr(module, "moment", None) is moments.moment and module is not moments:
                    stack.enter_context(mock.patch.object(module, "moment", self.moment))
                if getattr(module, "datetime", None) is datetime:
                    stack.enter_context(mock.patch.object(module, "datetime", wrong))
            waits = {
                "now": lambda _: self.moment(),
                "sleep": lambda _, seconds: self.sleep(seconds),
            }
            stack.enter_context(mock.patch.multiple(MachineClock, **waits))
            yield
