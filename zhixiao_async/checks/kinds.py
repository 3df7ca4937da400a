"""Values of one kind: members of an enum, objects of a class, times, mappings and sequences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ..errors import InvalidRequest
from ..fields import OpenEnum, beijing
from ..messages.text import Text
from .check import Check, as_given


def member(kind: type[OpenEnum]) -> Check:
    """Check for a documented member of an enum."""
    names = ", ".join(f"{kind.__name__}.{code.name} ({code.value})" for code in kind)
    rule = Text("rule.not_a_choice", choices=names)
    return Check(lambda value: None if isinstance(value, kind) and value.known else rule)


def choice(choices: Collection[object]) -> Check:
    """Check for one of a few values."""
    rule = Text("rule.not_a_choice", choices=", ".join(map(str, choices)))
    return Check(lambda value: None if value in choices else rule)


def instance_of(kind: type[Any], *, shown: Callable[[Any], object] = as_given) -> Check:
    """Check for an object of a class.

    Args:
        kind: The class.
        shown: Returns what the error shows of a value; the value itself if not given.
    """
    rule = Text("rule.wrong_type", name=kind.__name__)
    return Check(lambda value: None if isinstance(value, kind) else rule, shown=shown)


def each(kind: type[Any]) -> Check:
    """Check for a sequence of objects of a class, not empty."""
    rule = Text("rule.not_sequence", name=kind.__name__)

    def broken(value: object) -> Text | None:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not value:
            return rule
        return None if all(isinstance(item, kind) for item in value) else rule

    return Check(broken)


def _true_or_false(value: object) -> Text | None:
    return None if isinstance(value, bool) else Text("rule.not_flag")


flag = Check(_true_or_false)
"""True or False."""


def _mapping(value: object) -> Text | None:
    if isinstance(value, Mapping) and value and all(isinstance(name, str) for name in value):
        return None
    return Text("rule.not_mapping")


mapping = Check(_mapping)
"""A mapping with text keys that isn't empty."""


def _moment(value: object) -> Text | None:
    if not isinstance(value, datetime):
        outside = isinstance(value, date)  # a day whose end no datetime can name
        return Text("rule.outside_calendar" if outside else "rule.not_moment")
    try:
        beijing(value)
    except InvalidRequest:
        return Text("rule.outside_calendar")
    return None


moment = Check(_moment, shown=lambda value: str(value) if isinstance(value, datetime) else value)
"""A moment, as the ends of a range are after ``begin_of`` and ``end_of``: a naive datetime means
Beijing time."""
