"""Section 2.2: has an order been paid?"""

from __future__ import annotations

from datetime import datetime

import attrs
from attrs import field

from ..checks import identifier, one_of
from ..registry import Effect, Request, Result, endpoint
from .codes import OrderStatus
from .metadata import none_if_empty


@attrs.frozen(kw_only=True)
class OrderQueryResult(Result):
    """An order's payment status. It names no amount; ``order_query_form`` does.

    Attributes:
        order_id: The gateway's number.
        status: Unpaid, paid or failed. A cancelled order can't be told from an unpaid one.
        out_trade_no: The merchant's number.
        time_end: When it was paid, Beijing time; means something only if paid.
    """

    order_id: str
    status: OrderStatus
    out_trade_no: str | None = None
    time_end: datetime | None = None


@endpoint("/pay_api/order_query", section="2.2", effect=Effect.READ)
@attrs.frozen(kw_only=True)
class OrderQuery(Request[OrderQueryResult]):
    """Ask for an order's payment status (section 2.2), by either number.

    Attributes:
        out_trade_no: The merchant's number, at most 40 bytes.
        order_id: The gateway's number.

    Raises:
        InvalidRequest: Neither number is given, or one is malformed.
    """

    out_trade_no: str | None = field(
        default=None, converter=none_if_empty, validator=identifier(max_bytes=40)
    )
    order_id: str | None = field(default=None, converter=none_if_empty, validator=identifier())

    def __attrs_post_init__(self) -> None:
        one_of(self, "out_trade_no", "order_id")
