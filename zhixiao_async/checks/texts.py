"""Text that a caller gives, and numbers that stand for an order, a refund or a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from ..fields import NumericId
from ..messages.text import Text
from .check import Check, not_shown

LONGEST_ID = 64
"""Bytes in UTF-8 of an order's or a refund's number where the document names no limit."""

_BREAKS = {"Cc", "Zl", "Zp"}
"""The Unicode categories of control characters and of line breaks."""

_REQUIRED = Text("rule.text_required")
_NOT_UNICODE = Text("rule.not_unicode")
_WHITE_SPACE = Text("rule.white_space_around")
_CONTROL_CHARACTER = Text("rule.control_character")
_BROKEN_CHARACTER = Text("rule.broken_character")
_DIGITS_LOST = Text("rule.zeros_may_be_lost")
_ONE_LINE = Text("rule.not_one_line")


def text(*, max_bytes: int | None = None) -> Check:
    """Check for text that isn't empty, limited in bytes of UTF-8 (a Chinese character is three)."""
    return Check(lambda value: _broken(value, max_bytes))


def identifier(*, max_bytes: int | None = LONGEST_ID) -> Check:
    """Check for a number that stands for an order, a refund or a person: see :func:`id_rule`.

    A :class:`NumericId`, which may lack zeros, is no such number.
    """

    def broken(value: object) -> Text | None:
        return _DIGITS_LOST if isinstance(value, NumericId) else id_rule(value, max_bytes)

    return Check(broken)


def id_rule(value: object, max_bytes: int | None = LONGEST_ID) -> Text | None:
    """Return the rule that a number of an order, a refund or a person breaks, or None.

    A number that the inbox or a database can't tell from another, or can't keep, is never used:
    an order made under it could be paid, and no notification could be credited.

    Args:
        value: The number, as text.
        max_bytes: Its greatest length in UTF-8.
    """
    return _broken(value, max_bytes, _broken_in_an_id)


def _broken(
    value: object,
    max_bytes: int | None,
    further: Callable[[str], Text | None] = lambda _: None,
) -> Text | None:
    if not isinstance(value, str) or not value:
        return _REQUIRED
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return _NOT_UNICODE
    if rule := further(value):
        return rule
    if max_bytes is not None and size > max_bytes:
        return Text("rule.too_long", maximum=max_bytes, size=size)
    return None


def _broken_in_an_id(value: str) -> Text | None:
    if value != value.strip():
        return _WHITE_SPACE
    if not value.isprintable() and not _BREAKS.isdisjoint(map(unicodedata.category, value)):
        return _CONTROL_CHARACTER
    if "\ufffd" in value:
        return _BROKEN_CHARACTER
    return None


def _is_one_line(value: object) -> Text | None:
    return None if isinstance(value, str) and value and value.isprintable() else _ONE_LINE


header_text = Check(_is_one_line, shown=not_shown)
"""What may stand in an HTTP header, which an error doesn't repeat."""
