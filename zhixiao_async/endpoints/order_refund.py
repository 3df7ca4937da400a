"""Section 2.4: give back all of a payment, or part of it."""

from __future__ import annotations

from datetime import datetime

import attrs
from attrs import field

from ..checks import LARGEST, identifier, needs, one_of, whole
from ..messages.text import Text
from ..registry import Effect, Request, Result, endpoint
from .metadata import none_if_empty


@attrs.frozen(kw_only=True)
class OrderRefundResult(Result):
    """A refund that was made.

    Attributes:
        order_id: The gateway's number of the order.
        out_trade_no: The merchant's number of the order.
        refund_time: When it was made, Beijing time.
    """

    order_id: str
    out_trade_no: str | None = None
    refund_time: datetime | None = None


@endpoint(
    "/pay_api/order_refund",
    section="2.4",
    effect=Effect.MONEY,
    resolve_by=Text("resolve_by.order_refund"),
)
@attrs.frozen(kw_only=True)
class OrderRefund(Request[OrderRefundResult]):
    """Refund an order (section 2.4). Without ``refund_fee`` the whole order is refunded.

    The document doesn't say whether a repeated ``out_refund_no`` refunds once.

    Attributes:
        out_trade_no: The merchant's number, at most 40 bytes. This or ``order_id``.
        order_id: The gateway's number.
        refund_fee: How much, in fen; needs ``out_refund_no``.
        out_refund_no: The merchant's own number for this refund.

    Raises:
        InvalidRequest: Neither number is given, ``refund_fee`` has no ``out_refund_no``, or a
            value is malformed.
    """

    out_trade_no: str | None = field(
        default=None, converter=none_if_empty, validator=identifier(max_bytes=40)
    )
    order_id: str | None = field(default=None, converter=none_if_empty, validator=identifier())
    refund_fee: int | None = field(default=None, validator=whole(unit="fen", maximum=LARGEST))
    out_refund_no: str | None = field(default=None, converter=none_if_empty, validator=identifier())

    def __attrs_post_init__(self) -> None:
        one_of(self, "out_trade_no", "order_id")
        needs(self, "refund_fee", "out_refund_no", Text("why.number_of_partial_refund"))
