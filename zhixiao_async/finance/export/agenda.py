"""The days of an export that are still to be done, and the results of those that are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import attrs

from .export_day import DayResult, DayState, DayTask
from .report import ExportReport

_MOST_FAILURES = 3
"""Days that may fail one after the other, before the rest of a merchant's isn't tried."""


@attrs.define
class Agenda:
    """The tasks of an export, without those of a merchant whose days fail one after the other.

    It is an iterator of tasks.

    Args:
        tasks: Of all days.
    """

    _tasks: Iterator[DayTask]
    _results: list[DayResult] = attrs.field(factory=list, init=False)
    _failures: defaultdict[str, int] = attrs.field(factory=lambda: defaultdict(int), init=False)
    _not_tried: int = attrs.field(default=0, init=False)

    def __iter__(self) -> Iterator[DayTask]:
        return self

    def __next__(self) -> DayTask:
        for task in self._tasks:
            if self._failures[task.merchant] < _MOST_FAILURES:
                return task
            self._not_tried += 1
        raise StopIteration

    def record(self, result: DayResult) -> None:
        """Keep a day's result."""
        self._results.append(result)
        if result.state is DayState.FAILED:
            self._failures[result.merchant] += 1
        elif self._failures[result.merchant] < _MOST_FAILURES:
            self._failures[result.merchant] = 0

    def report(self) -> ExportReport:
        """Return the report of what was recorded."""
        return ExportReport(tuple(self._results), self._not_tried)
