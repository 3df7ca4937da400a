"""Every rule of a documented class that some content breaks, not only the first one."""

from __future__ import annotations

from typing import Any

from ... import _codec
from ...errors import InvalidRequest
from ...fields import JsonValue, Unreadable

_STAND_INS: tuple[JsonValue, ...] = (
    "1",
    "https://example.edu/",
    "2026-01-01 00:00:00",
    {"a": "1"},
    [],
)
_MOST = 20


def broken_rules(kind: Any, value: JsonValue) -> list[str]:
    """Read it again and again, replacing each field that is refused by one that is not.

    Args:
        kind: A documented class.
        value: Parsed JSON; it isn't changed.

    Returns:
        A sentence for every broken rule, in the order of discovery.
    """
    found: list[str] = []
    replaced: set[str] = set()
    fields = dict(value) if isinstance(value, dict) else None
    for _ in range(_MOST):
        refused = _refusal(kind, value if fields is None else fields)
        if refused is None:
            return found
        name, sentence = refused
        if name not in replaced:  # what stands in for it now isn't what was given
            found.append(sentence)
        if fields is None or not _replaced(kind, fields, name):
            return found
        replaced.add(name)
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


def _replaced(kind: Any, fields: dict[str, JsonValue], name: str) -> bool:
    fields.pop(name, None)
    if not _names(kind, fields, name):
        return True
    for value in _STAND_INS:
        fields[name] = value
        if not _names(kind, fields, name):
            return True
    return False


def _names(kind: Any, fields: dict[str, JsonValue], name: str) -> bool:
    refused = _refusal(kind, fields)
    return refused is not None and refused[0] == name
