"""``sp_data`` of section 2.1, whose type the table calls array and whose text says string.

WeChat's comes as an object or as the text of one, Alipay's as a bare trade number or, as Alipay's
own interface takes it, under ``tradeNO``; either may be alone in a list, as PHP writes an array.
An object is WeChat's if it has what ``wx.requestPayment`` can't do without, whatever else it has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import attrs

from ..checks import is_whole
from ..fields import JsonValue
from ..plain_data import PlainData
from .codes import Channel

_QUOTED_AT_MOST = 3
"""Levels of lists and JSON strings that are looked into."""
_WECHATS = ("paySign", "package")
_ALIPAYS = ("tradeno", "alipaytradeno")
"""Names of the trade number, in lower case and without ``_``."""


@attrs.frozen(kw_only=True)
class MiniProgramParams(PlainData):
    """Payment parameters that a mini-program hands to WeChat or Alipay.

    Attributes:
        channel: The one that they are for.
        arguments: The object that ``wx.requestPayment`` or ``my.tradePay`` takes, for Alipay
            ``{"tradeNO": …}``; callbacks are for the mini-program to add.
        trade_no: Alipay's trade number; None of WeChat's.
    """

    channel: Channel
    arguments: Mapping[str, JsonValue]
    trade_no: str | None = None


def read_params(sp_data: JsonValue) -> MiniProgramParams | None:
    """Return what ``sp_data`` holds, in whichever of its forms; None if it holds neither."""
    value = _unwrapped(sp_data)
    if isinstance(value, dict) and any(value.get(name) for name in _WECHATS):
        return MiniProgramParams(channel=Channel.WECHAT, arguments=value)
    for candidate in _named_numbers(value) if isinstance(value, dict) else [value]:
        if number := _trade_number(candidate):
            arguments = {"tradeNO": number}
            return MiniProgramParams(channel=Channel.ALIPAY, arguments=arguments, trade_no=number)
    return None


def _named_numbers(value: dict[str, JsonValue]) -> list[JsonValue]:
    return [inner for name, inner in value.items() if name.lower().replace("_", "") in _ALIPAYS]


def _unwrapped(value: JsonValue) -> JsonValue:
    """Return the object or the number inside of a list of one, and of a JSON string."""
    for _ in range(_QUOTED_AT_MOST):
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        elif isinstance(value, str) and (text := _stripped(value)).startswith(("{", "[", '"')):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                return None
        else:
            break
    return value


def _trade_number(value: JsonValue) -> str | None:
    if is_whole(value):
        return str(value)
    text = _stripped(value) if isinstance(value, str) else ""
    return text if text.isascii() and text.isalnum() else None


def _stripped(text: str) -> str:
    return text.strip().strip("\ufeff").strip()
