"""The document's codes and its terms for them. Each enum keeps a code that it doesn't list."""

from __future__ import annotations

from enum import Enum

from ..fields import OpenEnum


class Channel(Enum):
    """The carrier of a payment, whichever of the two spellings a section uses."""

    WECHAT = "wechat"
    """微信."""
    ALIPAY = "alipay"
    """支付宝."""

    @property
    def label(self) -> str:
        """Its Chinese name."""
        return "微信" if self is Channel.WECHAT else "支付宝"


class PayType(OpenEnum):
    """Payment type of sections 2.1, 2.5 and 2.11."""

    WECHAT = "1", "微信"
    """微信: WeChat."""
    ALIPAY = "2", "支付宝"
    """支付宝: Alipay."""

    @property
    def channel(self) -> Channel | None:
        """The channel, or None for a code the document doesn't list."""
        return _CHANNELS[self.value] if self.known else None


class ListedPayType(OpenEnum):
    """Payment type of the bulk listing, section 2.10."""

    ALIPAY = "AL", "支付宝"
    """支付宝: Alipay."""
    WECHAT = "WX", "微信"
    """微信: WeChat."""

    @property
    def channel(self) -> Channel | None:
        """The channel, or None for a code the document doesn't list."""
        return _CHANNELS[self.value] if self.known else None


_CHANNELS = {
    "1": Channel.WECHAT,
    "2": Channel.ALIPAY,
    "WX": Channel.WECHAT,
    "AL": Channel.ALIPAY,
}


class OrderStatus(OpenEnum):
    """Payment status of sections 2.2 and 2.11. A cancelled order has no status of its own."""

    UNPAID = "1", "待支付"
    """待支付: not paid; cancelled and expired orders too."""
    PAID = "2", "支付成功"
    """支付成功: paid."""
    FAILED = "3", "支付失败"
    """支付失败: the payment failed."""


class PayerType(OpenEnum):
    """Kind of payer on a receipt, sections 2.1, 2.8 and 2.9."""

    PERSON = "1", "个人"
    """个人: a person."""
    COMPANY = "2", "单位"
    """单位: a company, which has a taxpayer's number."""


class PiaojuStatus(OpenEnum):
    """Status of a receipt, section 2.9."""

    NOT_ISSUED = "0", "未生成"
    """未生成: not issued."""
    ISSUED = "1", "已生成"
    """已生成: issued."""
    FAILED = "2", "失败"
    """失败: issuing it failed."""
    PENDING = "3", "待生成"
    """待生成: on its way."""
    PRINTED = "4", "已打印"
    """已打印: issued, and printed."""
    REVERSED = "5", "已冲红"
    """已冲红: cancelled by a negative receipt."""


class Sex(OpenEnum):
    """Sections 2.6 and 2.7."""

    UNKNOWN = "0", "未知"
    """未知: not recorded."""
    MALE = "1", "男"
    """男: male."""
    FEMALE = "2", "女"
    """女: female."""


class IdentityType(OpenEnum):
    """Sections 2.6 and 2.7."""

    TEMPORARY = "0", "临时用户"
    """临时用户: a temporary user."""
    STUDENT = "1", "学生"
    """学生: a student."""
    TEACHER = "2", "教师"
    """教师: a teacher."""


class Mask(OpenEnum):
    """Kind of rows that a listing asks for, section 2.10; not the codes of :class:`OperateType`."""

    TRADE = "1", "交易"
    """交易: trades only."""
    REFUND = "2", "退款"
    """退款: refunds only."""


class OperateType(OpenEnum):
    """Kind of a listed row, section 2.10; not the codes of :class:`Mask`."""

    TRADE = "0", "交易"
    """交易: a trade."""
    REFUND = "1", "退款"
    """退款: a refund."""
