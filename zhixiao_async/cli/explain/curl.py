"""A pasted ``curl`` command: what it posts, and where."""

from __future__ import annotations

import re
import shlex
from urllib.parse import quote, urlsplit

_CURL = re.compile(r"\s*(?:\$\s+)?curl(?:\.exe)?\s")
_DATA = ("--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode")
# Flags that take no value may stand before the d: -sd.
_SHORT = re.compile(r"-[sSkvLifgN]*d(.*)", re.DOTALL)
_OTHERS_WITH_VALUE = (
    *("-A", "-b", "-e", "-H", "-o", "-u", "-X", "-x"),
    *("--cookie", "--header", "--output", "--proxy", "--referer", "--request", "--user"),
)


def is_curl(text: str) -> bool:
    """Return whether some text is such a command at all."""
    return _CURL.match(text) is not None


def posted_by_curl(text: str) -> tuple[str, str] | None:
    """Return the URL's path and the data, several parts joined as curl does.

    Returns:
        None if it posts nothing, or if its quotes aren't closed.
    """
    try:
        words = iter(shlex.split(re.sub(r"\\\r?\n", " ", text)))
    except ValueError:
        return None
    path, parts = "", []
    for word in words:
        name, attached, value = word.partition("=")
        if name in _DATA:
            value = value if attached else next(words, "")
            parts.append(_urlencoded(value) if name == "--data-urlencode" else value)
        elif short := _SHORT.fullmatch(word):
            parts.append(short[1] or next(words, ""))
        elif word in _OTHERS_WITH_VALUE:
            next(words, None)
        elif not path and "/" in word and not word.startswith("-"):
            path = _path(word)
    return (path, "&".join(parts)) if parts else None


def _urlencoded(value: str) -> str:
    """Encode what stands after the first =, or all of it."""
    name, named, content = value.partition("=")
    return f"{name}={quote(content, safe='')}" if named else quote(name, safe="")


def _path(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"//{url}").path
    except ValueError:
        return ""
