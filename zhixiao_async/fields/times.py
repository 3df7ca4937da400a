"""Times on the wire, which are Beijing wall clock, and aware datetimes."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone

from ..errors import InvalidRequest
from ..messages.text import Text
from .json_values import Unreadable

BEIJING = timezone(timedelta(hours=8), "UTC+08:00")
"""The zone of every time in the document, which names none (China keeps no summer time)."""

_TIME_MARKS = "-- ::"  # at places 4, 7, 10, 13, 16; fromisoformat checks the rest
_DIGITS = re.compile("[0-9]+")
_NO_TIME = Text("rule.not_time")


def read_time(value: object) -> datetime:
    """Read ``2017-07-23 16:00:00`` or ``20170723160000`` as an aware datetime in Beijing.

    Raises:
        Unreadable: In another form, or no time of the calendar.
    """
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str):
        if len(text) == 14 and _DIGITS.fullmatch(text):
            text = f"{text[:8]} {text[8:]}"
        elif len(text) != 19 or text[4::3] != _TIME_MARKS:
            text = ""
        with suppress(ValueError):
            return datetime.fromisoformat(text + "+08:00")
    raise Unreadable(_NO_TIME)


def write_time(value: datetime) -> str:
    """Write a time as Beijing wall clock, to the second: ``2017-07-23 16:00:00``.

    Raises:
        InvalidRequest: As :func:`beijing`.
    """
    return beijing(value).replace(tzinfo=None).isoformat(" ", "seconds")


def beijing(value: datetime) -> datetime:
    """Return the same moment at UTC+8; a naive time counts as Beijing time.

    Raises:
        InvalidRequest: Not a datetime, or one that has no Beijing time in the calendar.
    """
    if not isinstance(value, datetime):
        raise InvalidRequest("time", Text("rule.not_datetime"), given=value)
    # Not by way of UTC, where the first eight hours of the calendar would lie before its beginning.
    if value.tzinfo is None or value.utcoffset() == BEIJING.utcoffset(None):
        return value.replace(tzinfo=BEIJING)
    try:
        return value.astimezone(BEIJING)
    except OverflowError:
        raise InvalidRequest("time", Text("rule.outside_calendar"), given=str(value)) from None
