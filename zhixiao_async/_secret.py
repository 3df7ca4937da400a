"""Text that must not be shown, and what may not stand around it."""

from __future__ import annotations

import re

from .errors import InvalidRequest

_BEFORE_OR_AFTER = {
    "a line break": re.compile(r"^[\r\n]|[\r\n]$"),
    "a byte order mark": re.compile("^\ufeff|\ufeff$"),
    "white space": re.compile("^[\\s\u200b]|[\\s\u200b]$"),
    "quotes": re.compile("^([\"'`]).*\\1$|^[\u201c\u2018].*[\u201d\u2019]$", re.DOTALL),
}


class Secret(str):
    """Text that shows itself in no repr, so in no log of arguments and no traceback of locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class NotText(Secret):
    """Instead of a secret that isn't text: its type's name, so that the value is let go of."""

    __slots__ = ()


def hidden(value: object) -> Secret:
    """A secret as given, in a form that repeats it in no repr."""
    return Secret(value) if isinstance(value, str) else NotText(type(value).__name__)


def nothing_around(field: str, value: str) -> None:
    """Check that nothing was pasted along with a value, which then would be signed with.

    Raises:
        InvalidRequest: White space, a line break, a byte order mark or quotes; the value isn't
            repeated.
    """
    for what, pattern in _BEFORE_OR_AFTER.items():
        if pattern.search(value):
            raise InvalidRequest(field, f"must not have {what} around it")
