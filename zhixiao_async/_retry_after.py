"""How long a server asks to wait, in each form of RFC 9110, section 10.2.3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ._numbers import YEAR

_SECONDS = re.compile(r"[0-9]+(\.[0-9]*)?")
LEAST = 1.0
"""Seconds: a date has no finer grain, and a wish that can't be read is one to wait all the same."""


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait before a repetition, at most a year; 0 if none are asked for.

    A date is measured from the answer's own ``Date``, since the two machines' clocks may differ.
    """
    wish = headers.get("Retry-After", "").strip()
    if not wish:
        return 0.0
    if wish.isascii() and _SECONDS.fullmatch(wish):
        return min(float(wish), YEAR)
    until = _date(wish)
    if until is None:
        return LEAST
    now = _date(headers.get("Date", "")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), LEAST), YEAR)


def _date(text: str) -> datetime | None:
    """A date in any of the three forms that HTTP has; all of them mean UTC."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
