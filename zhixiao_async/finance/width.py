"""The room that a text takes."""

from __future__ import annotations

from unicodedata import east_asian_width


def cells_of(text: str) -> int:
    """Return a text's width in half-width characters: a Chinese one takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
