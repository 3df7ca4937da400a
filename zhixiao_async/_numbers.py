"""Numbers that a caller gives as arguments: are they numbers at all, and can they be meant?

Numbers that stand for an order, a refund or a person are text: :func:`id_fault` has the one rule
that requests, the inbox and the journal hold them to.
"""

from __future__ import annotations

import unicodedata
from math import inf
from typing import TypeGuard

from ._text import BROKEN
from .errors import InvalidRequest

YEAR = 366 * 86400
"""Seconds."""

LONGEST_ID = 64
"""Bytes in UTF-8 of an order's or a refund's number where the document names no limit."""

_BREAKS = {"Cc", "Zl", "Zp"}
"""The Unicode categories of control characters and of line breaks."""


def id_fault(value: object, max_bytes: int | None = LONGEST_ID) -> str | None:
    """Return the rule that a number of an order, a refund or a person breaks; None if it is fit.

    A number that the inbox or a database can't tell from another, or can't keep, is never used:
    an order made under it could be paid, and no notification could be credited.

    Args:
        value: The number, as text.
        max_bytes: Its greatest length in UTF-8.
    """
    if not isinstance(value, str) or not value:
        return "must be text that isn't empty"
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return "must be valid Unicode text"
    if value != value.strip():
        return "must have no white space around it"
    if not value.isprintable() and not _BREAKS.isdisjoint(map(unicodedata.category, value)):
        return "must have no control character and no line break in it"
    if BROKEN in value:
        return "must be whole: U+FFFD in it stands for what was no character"
    if max_bytes is not None and size > max_bytes:
        return f"must be at most {max_bytes} bytes in UTF-8 (this is {size})"
    return None


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is an int; a bool is none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is an int or a float; a bool is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def whole_number(field: str, value: object, *, minimum: int = 1, maximum: float = inf) -> int:
    """An int in a range.

    Raises:
        InvalidRequest: It isn't.
    """
    if is_whole(value) and minimum <= value <= maximum:
        return value
    rule = f"must be a whole number, {minimum} or more{_at_most(maximum)}"
    raise InvalidRequest(field, rule, given=value)


def duration(
    field: str,
    value: object,
    *,
    unit: str = "seconds",
    zero: bool = False,
    maximum: float = inf,
) -> float:
    """A length of time.

    Args:
        field: Its name, for the error.
        value: What was given.
        unit: In which it is given.
        zero: Whether it may be 0 as well.
        maximum: In this unit.

    Raises:
        InvalidRequest: It isn't above 0 (or 0), or above ``maximum``.
    """
    if is_number(value) and (0 < value <= maximum or (zero and value == 0)):
        return value
    least = ", 0 or more" if zero else " above 0"
    raise InvalidRequest(field, f"must be {unit}{least}{_at_most(maximum)}", given=value)


def _at_most(maximum: float) -> str:
    return "" if maximum == inf else f", at most {maximum}"
