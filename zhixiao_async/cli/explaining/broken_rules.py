"""Every rule of a documented class that some content breaks, not only the first one."""

from __future__ import annotations

from typing import Any

from ... import _codec
from ...errors import InvalidRequest
from ...fields import JsonValue, Unreadable

_LEFT_OUT = object()
_STAND_INS: tuple[Any, ...] = (
    _LEFT_OUT,
    "1",
    "https://example.edu/",
    "2026-01-01 00:00:00",
    "2000-01-01 00:00:00",
    "2099-01-01 00:00:00",
    {"a": "1"},
    [],
)
_MOST = 20


def broken_rules(kind: Any, value: JsonValue) -> list[str]:
    """Read it again and again, replacing each field that is refused by one that is not.

    A rule counts if it is broken whatever stands in for the fields that were refused before.

    Args:
        kind: A documented class.
        value: Parsed JSON; it isn't changed.

    Returns:
        A sentence for every broken rule, in the order of discovery.
    """
    if not isinstance(value, dict):
        refused = _refusal(kind, value)
        return [refused[1]] if refused else []
    fields = value
    found: list[str] = []
    stand_ins: dict[str, list[Any]] = {}
    for _ in range(_MOST):
        refused = _refusal(kind, fields)
        if refused is None:
            return found
        name, sentence = refused
        if name not in stand_ins and all(
            _refusal(kind, _with(fields, other, one)) == refused
            for other, ones in stand_ins.items()
            for one in ones
        ):
            found.append(sentence)
        ones = [one for one in _STAND_INS if not _names(kind, _with(fields, name, one), name)]
        if not ones:
            return found
        fields, stand_ins[name] = _with(fields, name, ones[0]), ones
    return found


def _refusal(kind: Any, value: JsonValue) -> tuple[str, str] | None:
    """The field that is refused, and why."""
    try:
        _codec.read(kind, value)
    except InvalidRequest as error:
        return error.field.split(" ")[0], error.message
    except Unreadable as error:
        sentence = str(error)
        name = sentence.split(" ")[0].split("[")[0].rstrip(":")
        return name, sentence
    return None


def _with(fields: dict[str, JsonValue], name: str, stand_in: Any) -> dict[str, JsonValue]:
    rest = {other: value for other, value in fields.items() if other != name}
    return rest if stand_in is _LEFT_OUT else rest | {name: stand_in}


def _names(kind: Any, fields: dict[str, JsonValue], name: str) -> bool:
    refused = _refusal(kind, fields)
    return refused is not None and refused[0] == name
