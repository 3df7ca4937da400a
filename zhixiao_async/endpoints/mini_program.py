"""``sp_data`` of section 2.1, whose type the table calls array and whose text says string.

WeChat's comes as an object or as the text of one, Alipay's as a bare trade number or, as Alipay's
own interface takes it, under ``tradeNO``; either may be alone in a list, as PHP writes an array.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import attrs

from ..fields import JsonValue
from .codes import Channel

_QUOTED_AT_MOST = 3
"""How often it is looked for inside of a JSON string."""
_TRADE_NUMBER = ("tradeNO", "tradeNo", "trade_no")


@attrs.frozen(kw_only=True)
class MiniProgramParams:
    """What a mini-program hands to WeChat or Alipay.

    Attributes:
        channel: Whose they are.
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
    if isinstance(value, dict):
        for name in _TRADE_NUMBER:
            if name in value:
                number = _trade_number(value[name])
                return None if number is None else _of_alipay(number)
        return MiniProgramParams(channel=Channel.WECHAT, arguments=value) if value else None
    number = _trade_number(value)
    return None if number is None else _of_alipay(number)


def _of_alipay(number: str) -> MiniProgramParams:
    return MiniProgramParams(channel=Channel.ALIPAY, arguments={"tradeNO": number}, trade_no=number)


def _unwrapped(value: JsonValue) -> JsonValue:
    """The object or the number inside of a list of one, and of a JSON string."""
    for _ in range(_QUOTED_AT_MOST):
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        elif isinstance(value, str) and value.strip().startswith(("{", "[", '"')):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return None
        else:
            break
    return value


def _trade_number(value: JsonValue) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isalnum():
        return value.strip()
    return None
