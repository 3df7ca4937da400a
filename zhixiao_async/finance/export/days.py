"""Days of Beijing: those of a range, and the window of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from ...checks import moment
from ...errors import InvalidRequest
from ...fields import Moment, begin_of, beijing, end_of
from ...listing.windows import DAY, OPEN_FOR
from ...messages.text import Text


def days_of(begin: Moment, end: Moment) -> list[date]:
    """Return the days of a range, in order.

    Args:
        begin: The first day, or its midnight in Beijing.
        end: The last day, which is part of the range, or the midnight at which it ends.

    Raises:
        InvalidRequest: Not whole days, or none.
    """
    first = _midnight("begin", begin_of(begin))
    last = _midnight("end", end_of(end))
    if first >= last:
        raise InvalidRequest("end", Text("rule.no_days", other="begin"), given=str(end))
    return list(_days(first.date(), last.date()))


def window_of(day: date) -> tuple[datetime, datetime]:
    """Return a day's midnight in Beijing, and the next."""
    return begin_of(day), end_of(day)


def is_over(day: date, now: datetime) -> bool:
    """Return whether a day that is read now is final: it ended 65 minutes ago, or earlier."""
    return now - window_of(day)[1] >= OPEN_FOR


def _midnight(name: str, value: datetime) -> datetime:
    found = beijing(moment.require(name, value))
    if found.time() != time():
        raise InvalidRequest(name, Text("rule.not_whole_days"), given=str(value))
    return found


def _days(first: date, behind: date) -> Iterator[date]:
    while first < behind:
        yield first
        first += DAY
