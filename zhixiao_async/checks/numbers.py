"""Numbers that a caller gives: whole ones, measures and lengths of time."""

from __future__ import annotations

from math import inf
from typing import Literal, TypeGuard

from ..messages.text import Text
from .amounts import fen_hint
from .check import Check

LARGEST = 10**15
"""Of any amount in fen or count that is sent: ten million million yuan."""

YEAR = 366 * 86400
"""Seconds."""

_NUMBER = Text("noun.number")
_WHOLE = {
    "": Text("noun.whole_number"),
    "fen": Text("noun.fen"),
    "bytes": Text("noun.bytes"),
}
_DURATIONS = {"seconds": Text("noun.seconds"), "days": Text("noun.days")}


def is_whole(value: object) -> TypeGuard[int]:
    """Return whether a value is an int other than True and False."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether a value is an int or a float, other than True and False."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def whole(
    *, minimum: int = 1, maximum: float = inf, unit: Literal["", "fen", "bytes"] = ""
) -> Check:
    """Check for a whole number in a range: no float, no bool, no text."""
    noun = _WHOLE[unit]
    out_of_range = _out_of_range(noun, minimum, maximum)

    def broken(value: object) -> Text | None:
        if not is_whole(value):
            if unit == "fen":
                return Text("rule.not_fen", hint=fen_hint(value))
            return Text("rule.not_whole_number", noun=noun)
        return None if minimum <= value <= maximum else out_of_range

    return Check(broken)


def number(*, minimum: float, maximum: float = inf) -> Check:
    """Check for a finite number in a range; a bool is no number."""
    rule = _out_of_range(_NUMBER, minimum, maximum)

    def broken(value: object) -> Text | None:
        fits = is_number(value) and minimum <= value <= maximum and value != inf
        return None if fits else rule

    return Check(broken)


def duration(
    *, unit: Literal["seconds", "days"] = "seconds", zero: bool = False, maximum: float = inf
) -> Check:
    """Check for a length of time above 0.

    Args:
        unit: The one that it is given in.
        zero: Whether it may be 0 as well.
        maximum: In this unit.
    """
    noun = _DURATIONS[unit]
    if zero:
        rule = _out_of_range(noun, 0, maximum)
    elif maximum == inf:
        rule = Text("rule.not_above_zero", noun=noun)
    else:
        rule = Text("rule.not_above_zero_up_to", noun=noun, maximum=maximum)

    def broken(value: object) -> Text | None:
        fits = is_number(value) and (0 < value <= maximum or (zero and value == 0))
        return None if fits else rule

    return Check(broken)


def _seconds_or_none(value: object) -> Text | None:
    if value is None or (is_number(value) and 0 < value < inf):
        return None
    return Text("rule.not_above_zero_or_none", noun=_DURATIONS["seconds"])


seconds_or_none = Check(_seconds_or_none)
"""A finite number of seconds above 0, or None."""


def _out_of_range(noun: Text, minimum: float, maximum: float) -> Text:
    if maximum == inf:
        return Text("rule.too_small", noun=noun, minimum=minimum)
    return Text("rule.out_of_range", noun=noun, minimum=minimum, maximum=maximum)
