"""Section 2.3: cancel an order that hasn't been paid."""

from __future__ import annotations

import attrs
from attrs import field

from ..checks import identifier
from ..messages.text import Text
from ..registry import Effect, Request, Result, endpoint


@attrs.frozen(kw_only=True)
class OrderCancelResult(Result):
    """The order that was cancelled.

    Attributes:
        order_id: The gateway's number.
        out_trade_no: The merchant's number.
    """

    order_id: str
    out_trade_no: str | None = None


@endpoint(
    "/pay_api/order_cancel",
    section="2.3",
    effect=Effect.KEYED,
    resolve_by=Text("resolve_by.order_cancel"),
)
@attrs.frozen(kw_only=True)
class OrderCancel(Request[OrderCancelResult]):
    """Cancel an order (section 2.3).

    Attributes:
        out_trade_no: The merchant's number, at most 40 bytes.

    Raises:
        InvalidRequest: The number is empty or too long.
    """

    out_trade_no: str = field(validator=identifier(max_bytes=40))
