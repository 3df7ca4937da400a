"""The document's codes. Each enum keeps a code that the document doesn't list."""

from __future__ import annotations

from enum import Enum

from ..fields import OpenEnum


class Channel(Enum):
    """Who carries a payment, whichever of its two spellings a section uses."""

    WECHAT = "wechat"
    ALIPAY = "alipay"


class PayType(OpenEnum):
    """Payment type of sections 2.1, 2.5 and 2.11."""

    WECHAT = "1"
    ALIPAY = "2"

    @property
    def channel(self) -> Channel | None:
        """The channel, or None for a code the document doesn't list."""
        return _CHANNELS[self.value] if self.known else None


class ListedPayType(OpenEnum):
    """Payment type of the bulk listing, section 2.10."""

    ALIPAY = "AL"
    WECHAT = "WX"

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

    UNPAID = "1"
    PAID = "2"
    FAILED = "3"


class PayerType(OpenEnum):
    """Whom a receipt is made out to, sections 2.1, 2.8 and 2.9."""

    PERSON = "1"
    COMPANY = "2"


class PiaojuStatus(OpenEnum):
    """Status of a receipt, section 2.9."""

    NOT_ISSUED = "0"
    ISSUED = "1"
    FAILED = "2"
    PENDING = "3"
    PRINTED = "4"
    REVERSED = "5"


class Sex(OpenEnum):
    """Sections 2.6 and 2.7."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"


class IdentityType(OpenEnum):
    """Sections 2.6 and 2.7."""

    TEMPORARY = "0"
    STUDENT = "1"
    TEACHER = "2"


class Mask(OpenEnum):
    """What a listing asks for, section 2.10; not the codes of :class:`OperateType`."""

    TRADE = "1"
    REFUND = "2"


class OperateType(OpenEnum):
    """What a listed row is, section 2.10; not the codes of :class:`Mask`."""

    TRADE = "0"
    REFUND = "1"
