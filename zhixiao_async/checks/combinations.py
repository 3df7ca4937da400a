"""Fields of a request that depend on each other."""

from __future__ import annotations

from typing import Any

from ..messages.text import Text, joined
from .check import refusal


def one_of(request: Any, *names: str) -> None:
    """Check that at least one of these fields is given.

    Raises:
        InvalidRequest: None of them is.
    """
    if all(getattr(request, name) is None for name in names):
        raise refusal(request, joined("field.or", names), Text("rule.one_required"))


def needs(request: Any, name: str, other: str, why: Text) -> None:
    """Check that ``other`` is given if ``name`` is.

    Raises:
        InvalidRequest: It isn't.
    """
    if getattr(request, name) is not None and getattr(request, other) is None:
        raise refusal(request, other, Text("rule.required_with", other=name, why=why))
