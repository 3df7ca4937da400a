"""The words by which books name kinds and channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from ...endpoints import Channel, ListedPayType, OperateType
from ...errors import InvalidRequest
from ...messages.text import Text
from .values import plain

Kind: TypeAlias = Literal["trade", "refund"]

KIND_CODES: Mapping[str, str] = {
    "trade": OperateType.TRADE.value,
    "refund": OperateType.REFUND.value,
}
"""The listing's code of each kind."""

CHANNEL_CODES: Mapping[str, str] = {
    Channel.WECHAT.value: ListedPayType.WECHAT.value,
    Channel.ALIPAY.value: ListedPayType.ALIPAY.value,
}
"""The listing's code of each channel."""

_KINDS = {
    **dict.fromkeys(
        ["0", "交易", "收款", "支付", "缴费", "收费", "收入", "消费", "trade"], "trade"
    ),
    **dict.fromkeys(["pay", "payment", "paid", "received"], "trade"),
    **dict.fromkeys(
        ["1", "退款", "退费", "退", "退货", "支付退款", "refund", "refunded"], "refund"
    ),
}
_CHANNELS = {
    **dict.fromkeys(["1", "wx", "微信", "微信支付", "wechat", "wechatpay", "weixin"], "wechat"),
    **dict.fromkeys(["2", "al", "支付宝", "支付宝支付", "alipay", "zfb"], "alipay"),
}


class Words:
    """Words and codes for a few known things, with one's own beside.

    Args:
        field: The argument's name, for errors.
        known: The library's words.
        codes: The listing's code of each thing.
        own: The caller's words, which come first, and the thing that each means.

    Raises:
        InvalidRequest: One of the caller's words means nothing that is known.
    """

    def __init__(
        self,
        field: str,
        known: Mapping[str, str],
        codes: Mapping[str, str],
        own: Mapping[str, str] | None,
    ) -> None:
        self._codes = {word: codes[meaning] for word, meaning in known.items()}
        for word, meaning in (own or {}).items():
            if meaning not in codes:
                choices = ", ".join(codes)
                raise InvalidRequest(field, Text("rule.not_a_choice", choices=choices))
            self._codes[_folded(str(word))] = codes[meaning]

    def code(self, word: object) -> str | None:
        """Return the listing's code for a word; None for a word that isn't known."""
        return self._codes.get(_folded(str(word)))


def kind_words(own: Mapping[str, str] | None = None) -> Words:
    """Return the words for a trade and a refund, with one's own: ``{"划扣": "trade"}``."""
    return Words("kinds", _KINDS, KIND_CODES, own)


def channel_words(own: Mapping[str, str] | None = None) -> Words:
    """Return the words for WeChat and Alipay, with one's own: ``{"财付通": "wechat"}``."""
    return Words("channels", _CHANNELS, CHANNEL_CODES, own)


def _folded(word: str) -> str:
    text = plain(word).lower().replace(" ", "")
    return text.removesuffix(".0")  # a spreadsheet's number
