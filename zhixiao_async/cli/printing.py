"""Text on standard output, whatever its encoding can hold."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """Print it; a character that the encoding lacks as its escape."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, errors="backslashreplace").decode(encoding), flush=True)
