"""Clocks for tests: a clock that skips waiting, and a wall clock that was set."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from types import ModuleType
from typing import Any

import pytest

from zhixiao_async.errors.moments import moment
from zhixiao_async.resolving.poller import MachineClock


def skip_waiting(put: Callable[[Any, str, Any], None] = setattr) -> None:
    """Let resolving's probes follow each other at once, in this process.

    Args:
        put: Sets an attribute, for instance monkeypatch's.
    """
    slept = 0.0

    def now(_: MachineClock) -> float:
        return moment() + slept

    async def sleep(_: MachineClock, seconds: float) -> None:
        nonlocal slept
        slept += seconds
        await asyncio.sleep(0)

    put(MachineClock, "now", now)
    put(MachineClock, "sleep", sleep)


class _Wall(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


def wall_clock(ahead: Callable[[], timedelta]) -> type[datetime]:
    """Return a ``datetime`` whose ``now`` is ahead of the machine's."""

    class Stepped(datetime, metaclass=_Wall):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + ahead()

    return Stepped


def library_modules() -> list[ModuleType]:
    """Return the library's modules that are imported, without the sandbox's."""
    return [
        module
        for name, module in [*sys.modules.items()]
        if name.startswith("zhixiao_async") and ".sandbox" not in name
    ]


def set_wall_clock(patch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let the library's modules read a wall clock that was set by ``by``, also repeatedly."""
    stepped = wall_clock(lambda: by)
    for module in library_modules():
        known = getattr(module, "datetime", None)
        if isinstance(known, type) and issubclass(known, datetime):
            patch.setattr(module, "datetime", stepped)
