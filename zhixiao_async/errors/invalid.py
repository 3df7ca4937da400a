"""A request that breaks a rule, refused before anything was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..messages.text import Text
from .base import ZhixiaoError

_RULE = "rule."


class InvalidRequest(ZhixiaoError, ValueError):
    """Refused before anything was sent.

    Args:
        field: The documented name of the field.
        rule: The rule that it breaks, a phrase that follows the field's name: an entry of the
            tables, or a phrase of your own.
        given: The value that breaks it; left out where it must not be repeated. A Text stands for
            itself: a description in place of the value.
        path: The documented path.
        out_trade_no: The merchant's own order number.

    Attributes:
        field: The documented name of the field that breaks a rule.
        rule: The rule, as a phrase.
        given: The value as the text shows it, shortened; empty where the text doesn't repeat it.
    """

    def __init__(
        self,
        field: str,
        rule: str,
        *,
        given: object = ...,
        path: str | None = None,
        out_trade_no: str | None = None,
    ) -> None:
        self.field = field
        self.rule = rule
        self.given = "" if given is ... else _shown(given)
        message = Text("invalid", field=field, rule=rule)
        if self.given:
            message = Text("invalid.got", field=field, rule=rule, given=self.given)
        super().__init__(message, path=path, out_trade_no=out_trade_no)

    @property
    def code(self) -> str:
        """The rule's code, such as ``too_long``; empty for a phrase of your own.

        It stays when the rule is reworded. :mod:`zhixiao_async.messages.rules` lists the codes
        of values, :mod:`zhixiao_async.messages.arguments` those of this library's arguments.
        """
        return self.rule.key.removeprefix(_RULE) if isinstance(self.rule, Text) else ""

    @property
    def values(self) -> Mapping[str, Any]:
        """What the rule is about, such as ``{"maximum": 128, "size": 130}``."""
        return self.rule.values if isinstance(self.rule, Text) else {}


class _Shown(str):
    """A value as an error shows it, so that another error can show it as well."""

    __slots__ = ()


def _shown(value: object) -> str:
    if isinstance(value, Text | _Shown):
        return value
    try:
        text = repr(value)
    except ValueError:  # an int of more digits than Python prints
        return Text("invalid.very_long", type=type(value).__name__)
    return _Shown(text if len(text) <= 80 else f"{text[:77]}...")
