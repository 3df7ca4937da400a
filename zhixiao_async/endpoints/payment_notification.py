"""Section 2.5: what the gateway posts to ``notify_url`` after a payment."""

from __future__ import annotations

from datetime import datetime

import attrs
from attrs import field

from ..registry import Result
from .codes import Channel, PayType
from .metadata import LOCAL

GATEWAY_ONLY = ("order_id", "time_end", "uid")
"""Fields that no merchant's request has: a form without them may be such a request, played back."""


@attrs.frozen(kw_only=True)
class PaymentNotification(Result):
    """An order was paid (section 2.5). It names no amount, and comes more than once.

    Attributes:
        out_trade_no: The merchant's number.
        order_id: The gateway's number; with ``app_id`` it identifies the payment.
        uid: The payer's id with the channel.
        time_end: When it was paid, Beijing time.
        user_no: Student or staff number.
        user_name: The payer's name.
        pay_type: WeChat or Alipay.
        app_id: The ``id`` under which it was signed: the merchant whose order it is.
    """

    out_trade_no: str
    order_id: str
    uid: str
    time_end: datetime | None = None
    user_no: str | None = None
    user_name: str | None = None
    pay_type: PayType | None = None
    app_id: str = field(default="", metadata=LOCAL)

    @property
    def channel(self) -> Channel | None:
        """The channel, or None where ``pay_type`` is missing or unknown."""
        return self.pay_type.channel if self.pay_type else None
