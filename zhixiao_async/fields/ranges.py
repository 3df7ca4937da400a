"""The ends of a range of time, as people give them: moments, days, or the document's text.

A day stands for all of it. As the end of a range it is part of the range, as in
起止日期均含当日: from the 1st to the 30th is the whole of November.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import TypeAlias, TypeGuard, cast

from .json_values import Unreadable
from .times import BEIJING, read_time

Moment: TypeAlias = datetime | date | str
"""A datetime (a naive one means Beijing time), a date, or text: ``2017-07-23 16:00:00``,
``20170723160000``, or a date as ``2017-07-23``."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def begin_of(value: Moment) -> datetime:
    """Return the moment at which a range begins; a day's first.

    Anything else is returned as it is, for a check to refuse.
    """
    found = _read(value)
    return datetime.combine(found, time(), BEIJING) if _is_day(found) else cast("datetime", found)


def end_of(value: Moment) -> datetime:
    """Return the moment at which a range ends; for a day the next day's first.

    Anything else is returned as it is, for a check to refuse: the calendar's last day, too.
    """
    found = _read(value)
    if not _is_day(found) or found == date.max:
        return cast("datetime", found)
    return datetime.combine(found + timedelta(days=1), time(), BEIJING)


def _is_day(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)


def _read(value: Moment) -> object:
    if isinstance(value, str):
        with suppress(Unreadable):
            return read_time(value)
        with suppress(ValueError):
            return date.fromisoformat(value) if _DATE.fullmatch(value) else value
    return value
