"""Numbers that a caller gives as arguments: are they numbers at all, and can they be meant?"""

from __future__ import annotations

from math import inf
from typing import TypeGuard

from .errors import InvalidRequest

YEAR = 366 * 86400
"""Seconds."""


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
