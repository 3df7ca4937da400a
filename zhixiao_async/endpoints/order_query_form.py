"""Section 2.11: orders with the form that the payer filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs
from attrs import field

from ..checks import identifier, mapping, one_of
from ..fields import FormData, JsonValue
from ..registry import Effect, Request, Result, endpoint
from .codes import Channel, OrderStatus, PayType
from .metadata import none_if_empty


@attrs.frozen(kw_only=True)
class FormOrder(Result):
    """An order with its amount and its form.

    Attributes:
        order_id: The gateway's number.
        fee: The amount in fen.
        out_trade_no: The merchant's number; orders made elsewhere have none.
        pay_type: WeChat or Alipay.
        status: Unpaid, paid or failed; missing in the document's own example.
        order_date: Beijing time.
        order_intro: What was paid for.
        form_data: The form's fields by name; empty if there is no form, or none that can be read:
            then its text is in ``unreadable``.
    """

    order_id: str
    fee: int
    out_trade_no: str | None = None
    pay_type: PayType | None = None
    status: OrderStatus | None = None
    order_date: datetime | None = None
    order_intro: str | None = None
    form_data: FormData = field(factory=dict)

    @property
    def channel(self) -> Channel | None:
        """The channel, or None where ``pay_type`` is missing or unknown."""
        return self.pay_type.channel if self.pay_type else None


@endpoint("/pay_api/order_query_form", section="2.11", effect=Effect.READ)
@attrs.frozen(kw_only=True)
class OrderQueryForm(Request[list[FormOrder]]):
    """Find orders by number or by what the payer filled in (section 2.11).

    Attributes:
        out_trade_no: The merchant's number.
        order_id: The gateway's number.
        form_data: Form fields to match; unique ones (a student number) are found faster.

    Raises:
        InvalidRequest: None of the three is given.
    """

    out_trade_no: str | None = field(default=None, converter=none_if_empty, validator=identifier())
    order_id: str | None = field(default=None, converter=none_if_empty, validator=identifier())
    form_data: Mapping[str, JsonValue] | None = field(default=None, validator=mapping.personal)

    def __attrs_post_init__(self) -> None:
        one_of(self, "out_trade_no", "order_id", "form_data")

    def nothing_found(self) -> list[FormOrder]:
        """Return no orders."""
        return []
