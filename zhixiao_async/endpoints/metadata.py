"""Metadata by which a field of a documented class tells the codec how it is written and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ..registry import LOCAL as LOCAL

AS_NUMBER: Mapping[str, Any] = {"as_number": True}
"""Written as a JSON number, where the document's default is a string."""


def also_read(name: str) -> Mapping[str, Any]:
    """Return metadata: a second name under which the gateway may send the field."""
    return {"also": name}


def empty_if_zero(name: str) -> Mapping[str, Any]:
    """Return metadata: a list that may be null or missing while the count called ``name`` is 0."""
    return {"empty_if_zero": name}


def other_name(attribute: attrs.Attribute[Any]) -> str | None:
    """Return the second name given by :func:`also_read`, if any."""
    name = attribute.metadata.get("also")
    return name if isinstance(name, str) else None


def count_of(attribute: attrs.Attribute[Any]) -> str | None:
    """Return the count given by :func:`empty_if_zero`, if any."""
    name = attribute.metadata.get("empty_if_zero")
    return name if isinstance(name, str) else None


def is_local(attribute: attrs.Attribute[Any]) -> bool:
    """Return whether the field is made here and never read from the wire."""
    return bool(attribute.metadata.get("local"))


def written_as_number(attribute: attrs.Attribute[Any]) -> bool:
    """Return whether the document wants a JSON number here."""
    return bool(attribute.metadata.get("as_number"))


def none_if_empty(value: str | None) -> str | None:
    """Convert an empty optional text to None, which isn't sent: the document lists one (1.3)."""
    return None if value == "" else value
