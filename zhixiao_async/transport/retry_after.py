"""The ``Retry-After`` header, in each form of RFC 9110, section 10.2.3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ..checks import YEAR

_SECONDS = re.compile(r"[0-9]+(\.[0-9]*)?")
LEAST = 1.0
"""Minimum seconds: a date has no finer grain, and an unreadable value still asks to wait."""


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait before the next attempt, at most a year; 0 without the header.

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
    """Parse a date in any of HTTP's three forms, all of which are UTC."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
