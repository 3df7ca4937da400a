"""The document's JSON as arguments: texts of digits, and empty values, which aren't sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from ..fields import Unreadable, read_int, read_text
from .numbers import is_whole

_EMPTY: tuple[object, ...] = (None, "", [], {})


def arguments_of(kind: type[Any], document: Mapping[str, object]) -> dict[str, Any]:
    """Return the arguments of a class as a JSON object of the document has them.

    A number may be its text, an object's fields may have the second names that the document's
    examples use, and a field that is null or empty is left out. Codes, times and objects are
    left to the class itself, and so is a name that it doesn't know.
    """
    hints = get_type_hints(kind)
    fields: Any = attrs.fields(kind)
    others = {field.metadata.get("also"): field.name for field in fields}
    given = {name: value for name, value in document.items() if value not in _EMPTY}
    found = {}
    for name, value in given.items():
        own = others.get(name, name)
        own = name if own in given else own  # of two names, the second stays one nobody knows
        found[own] = _read(hints.get(own), value)
    return found


def _read(hint: Any, value: Any) -> Any:
    if get_origin(hint) is UnionType:
        hint = next(one for one in get_args(hint) if one is not type(None))
    if hint is int and isinstance(value, str):
        with suppress(Unreadable):
            return read_int(value)
    if hint is str and is_whole(value):
        return read_text(value)
    if attrs.has(hint) and isinstance(value, Mapping):
        return arguments_of(hint, value)
    if get_origin(hint) is Sequence and isinstance(value, list):
        return [_read(get_args(hint)[0], item) for item in value]
    return value
