"""A database's clock, which somebody may set, and elapsed time, which nobody can."""

from __future__ import annotations

from datetime import datetime
from math import inf
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from ..errors.moments import moment

_STEP = 1.0
"""Seconds by which a slow answer, or a clock that is nudged, may differ from the reading before."""


@attrs.define
class _Span:
    """A time in which the clock wasn't set.

    Attributes:
        ahead: Seconds by which the clock was ahead of elapsed time at least: less by what the
            slowest answer took.
        most: The same by the quickest answer.
        until: Elapsed seconds at which it was first seen to show something else.
    """

    ahead: float
    most: float
    until: float = inf


class DatabaseClock:
    """A database's clock as this process has seen it since it first read the clock.

    No age by it exceeds elapsed time, even if the clock was set forward meanwhile. A step before
    the process began, or one that only another process has seen, can't be told.
    """

    def __init__(self) -> None:
        self._spans: list[_Span] = []

    def read(self, now: datetime) -> datetime:
        """Note the time that the clock shows, and return it."""
        elapsed = moment()
        ahead = now.timestamp() - elapsed
        last = self._spans[-1] if self._spans else None
        if last is not None and abs(ahead - last.ahead) <= _STEP:
            last.ahead, last.most = min(last.ahead, ahead), max(last.most, ahead)
            return now
        if last is not None:
            last.until = elapsed
        self._spans.append(_Span(ahead, ahead))
        return now

    def age(self, written: datetime) -> float:
        """Return the least seconds since the clock showed a time; negative if it lies ahead.

        Of the spans in which the clock can have shown that time, the one with the least age counts.
        The clock must have been read before.
        """
        shown = written.timestamp()
        # The quickest answer was late as well, perhaps by a step.
        possible = [span for span in self._spans if shown - span.most <= span.until + _STEP]
        ahead = min(span.ahead for span in possible)
        return moment() + ahead - shown


_CLOCKS: WeakKeyDictionary[Any, DatabaseClock] = WeakKeyDictionary()


def clock_of(engine: Any) -> DatabaseClock:
    """Return the clock of an engine's server, one for each engine."""
    return _CLOCKS.setdefault(engine, DatabaseClock())
