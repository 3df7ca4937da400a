"""An object's fields as JSON can hold them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from math import isfinite
from typing import Any, cast

import attrs

from .json_values import JsonValue
from .times import beijing

UNREADABLE = "unreadable"
"""The field that is left out while it is empty, as it nearly always is."""


def names_of(cls: type[Any]) -> list[str]:
    """Return the names of a class's fields, ``unreadable`` behind the document's."""
    return sorted((field.name for field in attrs.fields(cls)), key=UNREADABLE.__eq__)


def fields_of(instance: Any) -> dict[str, Any]:
    """Return an object's fields by name, without an empty ``unreadable``."""
    names = names_of(type(instance))
    return {
        name: value for name in names if (value := getattr(instance, name)) or name != UNREADABLE
    }


def plain(value: Any) -> JsonValue:
    """Return a value as JSON can hold it; an object as a dict."""
    if value is None or isinstance(value, int):
        return cast("JsonValue", value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return beijing(value).isoformat()
    if isinstance(value, float):
        return value if isfinite(value) else None  # JSON has no word for a form's 1e999
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    fields = value if isinstance(value, Mapping) else fields_of(value)
    return {str(name): plain(inner) for name, inner in fields.items()}
