"""Text from elsewhere, as it may be printed."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""Return a text with its control characters as escapes, such as ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
