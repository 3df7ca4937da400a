"""A database's clock, which somebody may set, beside elapsed time, which nobody can."""

from __future__ import annotations

from datetime import datetime
from math import inf
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from .._moments import moment

_STEP = 1.0
"""Seconds: what a slow answer, or a clock that is nudged, may differ from the reading before."""


@attrs.define
class _Span:
    """A time in which the clock wasn't set.

    Attributes:
        ahead: Seconds that it showed more than had elapsed.
        until: The moment at which it was first seen to show something else.
    """

    ahead: float
    until: float = inf


class DatabaseClock:
    """What this process has seen of a database's clock since it first read it.

    Nothing is older by it than in elapsed time, though the clock was set forward meanwhile. Where
    that was before the process began, or the clock is another process's, nobody can see it.
    """

    def __init__(self) -> None:
        self._spans: list[_Span] = []

    def read(self, now: datetime) -> datetime:
        """Take note of what the clock shows, and return it."""
        elapsed = moment()
        ahead = now.timestamp() - elapsed
        last = self._spans[-1] if self._spans else None
        if last is not None and abs(ahead - last.ahead) <= _STEP:
            last.ahead = min(last.ahead, ahead)
            return now
        if last is not None:
            last.until = elapsed
        self._spans.append(_Span(ahead))
        return now

    def age(self, written: datetime) -> float:
        """Return the seconds since the clock showed a time, at least; negative if it lies ahead.

        Of the spans in which it can have shown it, that one counts which makes it youngest. The
        clock must have been read before.
        """
        shown = written.timestamp()
        ahead = min(span.ahead for span in self._spans if shown - span.ahead <= span.until)
        return moment() + ahead - shown


_CLOCKS: WeakKeyDictionary[Any, DatabaseClock] = WeakKeyDictionary()


def clock_of(engine: Any) -> DatabaseClock:
    """Return what this process has seen of the clock of an engine's server."""
    return _CLOCKS.setdefault(engine, DatabaseClock())
