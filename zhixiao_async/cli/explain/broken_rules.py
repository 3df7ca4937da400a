"""Every rule of a documented class that some content breaks, not only the first one."""

from __future__ import annotations

from typing import Any

from ...errors import InvalidRequest
from ...fields import JsonValue, Unreadable
from ...protocol.reading import read

_LEFT_OUT = object()
_STAND_INS: tuple[Any, ...] = (
    _LEFT_OUT,
    "1",
    "https://example.edu/",
    "2026-01-01 00:00:00",
    "2000-01-01 00:00:00",
    "2099-01-01 00:00:00",
    {"a": "1"},
)
_MOST = 20
"""Rules that are told; no class has so many fields."""


def broken_rules(kind: Any, value: JsonValue) -> list[str]:
    """Read some JSON again and again, each refused field replaced by one that isn't.

    A rule counts if it is broken whatever stands in for the fields that were refused before.

    Args:
        kind: A documented class.
        value: Parsed JSON; it isn't changed.

    Returns:
        A sentence for every broken rule, in the order of discovery.
    """
    found: list[str] = []
    stand_ins: dict[str, list[Any]] = {}
    fields = value
    for _ in range(_MOST):
        refused = _refusal(kind, fields)
        if refused is None:
            break
        name, sentence = refused
        if not isinstance(fields, dict):
            return [sentence]
        if name not in stand_ins and all(
            _refusal(kind, _with(fields, other, stand_in)) == refused
            for other, tried in stand_ins.items()
            for stand_in in tried
        ):
            found.append(sentence)
        stand_ins[name] = [
            stand_in
            for stand_in in _STAND_INS
            if not _is_refused(kind, _with(fields, name, stand_in), name)
        ]
        if not stand_ins[name]:
            break
        fields = _with(fields, name, stand_ins[name][0])
    return found


def _refusal(kind: Any, value: JsonValue) -> tuple[str, str] | None:
    """Return the field that is refused, and why."""
    try:
        read(kind, value)
    except InvalidRequest as error:
        return error.field.split(" ")[0], error.message
    except Unreadable as error:
        return error.place.split(".")[0].split("[")[0], error.text
    return None


def _is_refused(kind: Any, fields: JsonValue, name: str) -> bool:
    refused = _refusal(kind, fields)
    return refused is not None and refused[0] == name


def _with(fields: dict[str, JsonValue], name: str, stand_in: Any) -> dict[str, JsonValue]:
    rest = {other: value for other, value in fields.items() if other != name}
    return rest if stand_in is _LEFT_OUT else rest | {name: stand_in}
