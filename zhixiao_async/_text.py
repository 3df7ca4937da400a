"""Text as it came, in one place: what is no character is read as U+FFFD.

Old kits cut a name inside a character of UTF-8 or a surrogate pair. Such text is genuine when its
sign fits, but no database and no UTF-8 file takes it: read literally, it fails wherever it is kept.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Buffer: TypeAlias = bytes | memoryview

BROKEN = "\ufffd"
"""Stands for what was no character."""

_HALF_IN_UTF_8 = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
# A whole pair and any other escape are kept; what is left is half a pair.
_ESCAPES = re.compile(
    r"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\[^u])"
    r"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)


def decoded(content: Buffer) -> str:
    """Decode UTF-8, a byte order mark dropped; a cut character becomes U+FFFD."""
    try:
        return str(content, "utf-8-sig")
    except UnicodeDecodeError:
        whole = _HALF_IN_UTF_8.sub(BROKEN.encode(), content)
        return str(whole, "utf-8-sig", errors="replace")


def escapes_mended(json_text: str) -> str:
    r"""Write ``\ufffd`` into JSON text wherever it escapes half a surrogate pair."""
    if "\\ud" not in json_text and "\\uD" not in json_text:
        return json_text
    return _ESCAPES.sub(lambda match: match[1] or r"\ufffd", json_text)


def halves_mended(text: str) -> str:
    """Replace half a surrogate pair in Python's own text by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_text(content: Buffer) -> bool:
    """Check that it may be meant as text: a wrong key gives noise, hardly any of it UTF-8."""
    text = decoded(content)
    return text.count(BROKEN) * 8 <= max(len(text), 8)
