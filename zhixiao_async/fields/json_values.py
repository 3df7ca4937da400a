"""The values that JSON gives, and how a text or an integer is read from one.

The document lets any scalar come as a number or as its string.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias, Union

from ..messages.text import Text
from .order_numbers import NumericId

JsonValue: TypeAlias = Union[  # noqa: UP007 - a recursive alias can't be written with |
    bool, int, float, str, list["JsonValue"], dict[str, "JsonValue"], None
]
"""Any value that JSON can hold."""

FormData: TypeAlias = Mapping[str, JsonValue]
"""The fields of a payment form by name; on the wire an object, or the text of one."""

_MOST_DIGITS = 40
_PLAIN_INTEGER = re.compile(r"-?[1-9][0-9]*|0")
_NO_TEXT = Text("rule.not_text_or_integer")
_NO_INTEGER = Text("rule.not_integer")


class Unreadable(ValueError):
    """A wire value that is not of its documented type.

    Attributes:
        rule: The rule that it breaks: a phrase that follows the field's name.
        place: Where it stands, such as ``goods_detail[0].price``; empty for the whole content.
        given: The value as the text shows it; empty where the text doesn't.
    """

    def __init__(self, rule: Text, *, place: str = "", given: str = "") -> None:
        super().__init__(rule, place, given)
        self.rule = rule
        self.place = place
        self.given = given

    @property
    def text(self) -> Text:
        """The place, the rule and what was given."""
        if self.place and self.given:
            return Text("invalid.got", field=self.place, rule=self.rule, given=self.given)
        if self.place:
            return Text("invalid", field=self.place, rule=self.rule)
        return Text("unreadable.got", rule=self.rule, given=self.given) if self.given else self.rule

    def __str__(self) -> str:
        return self.text

    def within(self, outer: str, given: str = "") -> Unreadable:
        """Return the same error as seen from further out.

        Args:
            outer: The field that holds the value, or the row, such as ``[0]``.
            given: The value as it is shown, where it wasn't shown before.
        """
        dot = "." if self.place and not self.place.startswith("[") else ""
        return Unreadable(self.rule, place=f"{outer}{dot}{self.place}", given=self.given or given)


class NumberText(str):
    """A JSON number with a fraction or an exponent, as printed: neither text nor an int.

    PHP of 32 bits writes long numbers this way: ``1.5717116633379E+17`` stands for many orders.
    """

    __slots__ = ()


def read_text(value: object) -> str:
    """Return a string as it is, and an integer's digits as a :class:`NumericId`.

    Raises:
        Unreadable: Anything else.
    """
    if isinstance(value, str) and not isinstance(value, NumberText):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return NumericId(value)
    raise Unreadable(_NO_TEXT)


def read_int(value: object) -> int:
    """Return an integer, or read the plain decimal text of one.

    Raises:
        Unreadable: Anything else, such as ``"1.0"``, ``"01"`` and ``true``.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= _MOST_DIGITS and _PLAIN_INTEGER.fullmatch(value):
        return int(value)
    raise Unreadable(_NO_INTEGER)
