"""Text from the wire, in which U+FFFD replaces whatever is no character.

Old kits cut a name inside a character of UTF-8 or a surrogate pair, or pad it with NUL. Such text
is genuine when its sign fits, but PostgreSQL takes no NUL, and no database and no UTF-8 file takes
the rest: kept as it is, it would fail wherever it is stored.
"""

from __future__ import annotations

import codecs
import re
from typing import TypeAlias

Buffer: TypeAlias = bytes | memoryview

BOM = b"\xef\xbb\xbf"
"""The byte order mark in UTF-8."""

BROKEN = "\ufffd"
"""The replacement of whatever was no character."""

# Codecs are loaded now: while a reply is read there may be no file descriptor left for it.
for _encoding in ("utf-8-sig", "utf-16-le"):
    codecs.lookup(_encoding)

_HALF_IN_UTF_8 = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
NUL_ESCAPED = re.compile(rb"\\u0000")
# A whole pair and any other escape are kept; the remaining matches are NUL and half a pair.
_ESCAPES = re.compile(
    r"(?P<kept>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\[^u])"
    r"|(?P<nul>\\u0000)|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)


def decoded(content: Buffer) -> str:
    """Decode UTF-8, a byte order mark dropped; a cut character and a NUL become U+FFFD."""
    try:
        text = str(content, "utf-8-sig")
    except UnicodeDecodeError:
        whole = _HALF_IN_UTF_8.sub(BROKEN.encode(), content)
        text = str(whole, "utf-8-sig", errors="replace")
    return text.replace("\0", BROKEN)


def escapes_mended(json_text: str, *, nul: str = r"\ufffd") -> str:
    r"""Write ``\ufffd`` into JSON text wherever it escapes half a surrogate pair, or NUL.

    Args:
        json_text: As it came.
        nul: Written for NUL instead: ``\u0000`` where the text was signed.
    """
    if not any(escape in json_text for escape in ("\\ud", "\\uD", "\\u0000")):
        return json_text
    return _ESCAPES.sub(
        lambda match: match["kept"] or (nul if match["nul"] else r"\ufffd"), json_text
    )


def halves_mended(text: str) -> str:
    """Replace half a surrogate pair in Python's own text by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_text(content: Buffer) -> bool:
    """Return whether content may be text: what a wrong key decrypts is hardly ever UTF-8."""
    text = decoded(content)
    return text.count(BROKEN) * 8 <= max(len(text), 8)
