"""Time that passes when somebody waits for it: for workers, their database and the gateway."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import datetime, timedelta, tzinfo
from random import Random
from typing import Any
from unittest import mock

from zhixiao_async import _moments
from zhixiao_async.sandbox import Clock
from zhixiao_async.settling.watch import MachineClock

MACHINES_DIFFER = timedelta(minutes=10)
"""Between the gateway's clock and the database's."""
WALL_STEPS = [timedelta(), timedelta(minutes=5), timedelta(days=1), timedelta(days=-1)]
"""How wrong the workers' wall clock is at times; nothing may depend on it."""


class Present:
    """One time for all, ahead of the machine's by what was waited for.

    It stands still as long as a call is under way: what is on its way to the gateway arrives
    within the call's deadline, as everywhere.

    Attributes:
        ahead: Seconds, of the machine's time.
        calm: Nobody sets a wall clock any more.
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
        """What ``_moments.moment`` says then."""
        return _moments.moment() + self.ahead

    @asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """A call is under way."""
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
        """Wait until others have let so much time pass, or a moment if nobody does."""
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
        """Have the library go by it, and its wall clock be as wrong as it likes."""
        with ExitStack() as stack:
            for name, module in [*sys.modules.items()]:
                if not name.startswith("zhixiao_async") or ".sandbox" in name:
                    continue
                if getattr(module, "moment", None) is _moments.moment and module is not _moments:
                    stack.enter_context(mock.patch.object(module, "moment", self.moment))
                if getattr(module, "datetime", None) is datetime:
                    stack.enter_context(mock.patch.object(module, "datetime", self._datetime()))
            watched = {
                "now": lambda _: self.moment(),
                "sleep": lambda _, seconds: self.sleep(seconds),
            }
            stack.enter_context(mock.patch.multiple(MachineClock, **watched))
            yield

    def _datetime(self) -> type[datetime]:
        present = self

        class Kind(type):
            def __instancecheck__(cls, instance: object) -> bool:
                return isinstance(instance, datetime)

        class Wrong(datetime, metaclass=Kind):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return datetime.now(tz) + timedelta(seconds=present.ahead) + present._wall

        return Wrong
