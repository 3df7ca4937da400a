"""Text that must not be shown, and what may not stand around it."""

from __future__ import annotations

from unicodedata import category

from ..errors import InvalidRequest
from ..messages.text import Text

_QUOTES = "\"'`\uff02\uff07\u300c\u300d\u300e\u300f\u301d\u301e\u301f"


class Secret(str):
    """Text that shows itself in no repr, so in no log of arguments and no traceback of locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class NotText(Secret):
    """Instead of a secret that isn't text: its type's name, so that the value is let go of."""

    __slots__ = ()


def hidden(value: object) -> Secret:
    """Return a secret in a form that repeats it in no repr."""
    return Secret(value) if isinstance(value, str) else NotText(type(value).__name__)


def nothing_around(field: str, value: str) -> None:
    """Check that nothing was pasted along with a value, which then would be signed with.

    Raises:
        InvalidRequest: White space, a line break, a byte order mark, a character that can't be
            seen or a quote, be it on one side; the value isn't repeated.
    """
    for end in {value[:1], value[-1:]} - {""}:
        if what := _pasted(end):
            raise InvalidRequest(field, Text("rule.pasted_around", what=what))


def _pasted(character: str) -> Text | None:
    """Return what a character is, if it doesn't belong to a value at whose end it stands."""
    if character in "\r\n":
        return Text("noun.line_break")
    if character == "\ufeff":
        return Text("noun.byte_order_mark")
    if character.isspace() or character == "\u200b":
        return Text("noun.white_space")
    kind = category(character)
    if kind in ("Cc", "Cf"):
        return Text("noun.invisible_character")
    is_quote = character in _QUOTES or kind in ("Pi", "Pf")
    return Text("noun.quotes") if is_quote else None
