"""What a pasted ``curl`` command posts, and where."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

_CURL = re.compile(r"\s*(?:\$\s+)?curl(?:\.exe)?\s")
_PLAIN = ("--data", "--data-ascii", "--data-binary", "--data-raw")
# Flags that take no value may stand before the d: -sd.
_SHORT = re.compile(r"-[sSkvLifgN]*d(.*)", re.DOTALL)
_OTHERS_WITH_VALUE = (
    *("-A", "-b", "-e", "-H", "-o", "-u", "-X", "-x"),
    *("--cookie", "--header", "--output", "--proxy", "--referer", "--request", "--user"),
)


def is_curl(text: str) -> bool:
    """Whether it is such a command at all."""
    return _CURL.match(text) is not None


def posted_by_curl(text: str) -> tuple[str, str] | None:
    """The URL's path and the data, several parts joined as curl does.

    Returns:
        None if it posts nothing, or if its quotes aren't closed.
    """
    try:
        words = shlex.split(re.sub(r"\\\r?\n", " ", text))
    except ValueError:
        return None
    path, parts = "", []
    rest = iter(words)
    for word in rest:
        data = _data(word, rest)
        if data is not None:
            parts.append(data)
        elif word in _OTHERS_WITH_VALUE:
            next(rest, None)
        elif not path and "/" in word and not word.startswith("-"):
            path = _path(word)
    return (path, "&".join(parts)) if parts else None


def _data(word: str, rest: Iterator[str]) -> str | None:
    """A data option's value, which may be the next word; None if it is another word."""
    name, attached, value = word.partition("=")
    if name in _PLAIN:
        return value if attached else next(rest, "")
    if name == "--data-urlencode":
        return _urlencoded(value if attached else next(rest, ""))
    short = _SHORT.fullmatch(word)
    return (short[1] or next(rest, "")) if short else None


def _urlencoded(value: str) -> str:
    """What stands after the first = is encoded, or all of it."""
    name, named, content = value.partition("=")
    return f"{name}={quote(content, safe='')}" if named else quote(value, safe="")


def _path(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"//{url}").path
    except ValueError:
        return ""
