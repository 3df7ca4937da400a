"""Sections 2.1 to 2.3: orders are created, queried and cancelled."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Row
from typing import Self

import attrs

from ...endpoints import (
    OrderCancel,
    OrderCancelResult,
    OrderCreate,
    OrderCreateResult,
    OrderQuery,
    OrderQueryResult,
    OrderStatus,
    PayType,
)
from ...endpoints.order_create import LINK_LIFETIME
from ...fields import read_time, write_time
from ...protocol import json_text, reading, writing
from . import mini_program
from .context import GatewayContext, serves
from .people import refuse_frozen
from .refusals import failed

_STATUS = {"paid": OrderStatus.PAID, "failed": OrderStatus.FAILED}

FIND = """
    SELECT orders.*, pay_type, time_end, uid, coalesce(refunded, 0) AS refunded
    FROM orders LEFT JOIN payments USING (order_id)
"""


@attrs.frozen(kw_only=True)
class Order:
    """An order with its payment, if there is one.

    Attributes:
        order_id: The gateway's number.
        out_trade_no: The merchant's number; None if the order was made by a payment form.
        state: ``open``, ``paid``, ``failed`` or ``cancelled``.
        created: Time of ``order_create``, Beijing time.
        total_fee: Amount in fen.
        body: Name of the payment item.
        request: The request of ``order_create``; None if the order was made by a payment form.
        pay_type: Channel it was paid with; None until then.
        time_end: Time of the payment, Beijing time; None until then.
        uid: The payer's id with the channel; None until the payment.
        refunded: Sum of the refunds, in fen.
    """

    order_id: str
    out_trade_no: str | None
    state: str
    created: datetime
    total_fee: int
    body: str
    request: OrderCreate | None
    pay_type: PayType | None
    time_end: datetime | None
    uid: str | None
    refunded: int

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Return the order in a row of :data:`FIND`."""
        fields = {name: row[name] for name in attrs.fields_dict(cls)}
        fields["created"] = read_time(row["created"])
        if row["request"]:
            written = json_text.parse_json(row["request"].encode())
            fields["request"] = reading.read(OrderCreate, written)
        if row["pay_type"]:
            fields["pay_type"] = PayType(row["pay_type"])
            fields["time_end"] = read_time(row["time_end"])
        return cls(**fields)

    @property
    def expires(self) -> datetime:
        """Time when the pay link stops working, Beijing time."""
        return self.created + LINK_LIFETIME

    @property
    def status(self) -> OrderStatus:
        """The documented status: that of a cancelled or expired order is UNPAID as well."""
        return _STATUS.get(self.state, OrderStatus.UNPAID)


def find(
    context: GatewayContext, *, order_id: str | None = None, out_trade_no: str | None = None
) -> Order:
    """Return the order with this number, or with both numbers.

    Raises:
        Refusal: There is no such order (-1).
    """
    given = {"order_id": order_id, "out_trade_no": out_trade_no}
    numbers = {name: number for name, number in given.items() if number is not None}
    conditions = " AND ".join(f"{name} = ?" for name in numbers)
    row = context.database.first(f"{FIND} WHERE {conditions}", *numbers.values())
    if row is None:
        raise failed("订单不存在")
    return Order.from_row(row)


@serves(OrderCreate)
def order_create(context: GatewayContext, request: OrderCreate) -> OrderCreateResult:
    """Serve section 2.1."""
    written = writing.to_json(writing.write(request)).decode("ascii")
    known = context.database.first(f"{FIND} WHERE out_trade_no = ?", request.out_trade_no)
    if known:
        if context.rules.repeated_out_trade_no == "refuse":
            raise failed("商户订单号重复")
        if known["request"] != written:
            raise failed("商户订单号重复，且订单内容不一致")
        return _created(context, Order.from_row(known))
    if request.user_no is not None:
        refuse_frozen(context, request.user_no)
    order_id = insert(
        context,
        out_trade_no=request.out_trade_no,
        total_fee=request.total_fee,
        body=request.body,
        request=written,
    )
    return _created(context, find(context, order_id=order_id))


@serves(OrderQuery)
def order_query(context: GatewayContext, request: OrderQuery) -> OrderQueryResult:
    """Serve section 2.2."""
    order = find(context, order_id=request.order_id, out_trade_no=request.out_trade_no)
    return OrderQueryResult(
        out_trade_no=order.out_trade_no,
        order_id=order.order_id,
        status=order.status,
        time_end=order.time_end,
    )


@serves(OrderCancel)
def order_cancel(context: GatewayContext, request: OrderCancel) -> OrderCancelResult:
    """Serve section 2.3. A failed order can't be cancelled: its status stays 3."""
    order = find(context, out_trade_no=request.out_trade_no)
    if order.state == "paid":
        raise failed("订单已支付，不能取消")
    if order.state == "failed":
        raise failed("订单支付失败，不能取消")
    if order.state == "cancelled" and context.rules.repeated_cancel == "refuse":
        raise failed("订单已取消")
    set_state(context, order, "cancelled")
    return OrderCancelResult(out_trade_no=order.out_trade_no, order_id=order.order_id)


def insert(
    context: GatewayContext,
    *,
    out_trade_no: str | None,
    total_fee: int,
    body: str,
    request: str | None,
) -> str:
    """Add an open order, and return its new ``order_id``."""
    now = context.clock.now()
    order_id = new_order_id(now, context.database.last_order_number() + 1)
    context.database.insert(
        "orders",
        order_id=order_id,
        out_trade_no=out_trade_no,
        state="open",
        created=write_time(now),
        total_fee=total_fee,
        body=body,
        request=request,
    )
    return order_id


def new_order_id(at: datetime, number: int) -> str:
    """Return an ``order_id`` in the document's form: 0, the Unix seconds, eight more digits."""
    return f"0{int(at.timestamp()):010d}{number % 10**8:08d}"


def set_state(context: GatewayContext, order: Order, state: str) -> None:
    """Move an order to another state."""
    context.database.run("UPDATE orders SET state = ? WHERE order_id = ?", state, order.order_id)


def pay_url(context: GatewayContext, order_id: str) -> str:
    """Return the URL of the page on which an order is paid."""
    return f"{context.public_url}/pay/orderId/{order_id}.html"


def _created(context: GatewayContext, order: Order) -> OrderCreateResult:
    assert order.request is not None, "found by what order_create wrote"  # noqa: S101
    return OrderCreateResult(
        out_trade_no=order.out_trade_no,
        order_id=order.order_id,
        url=pay_url(context, order.order_id),
        sp_data=mini_program.parameters(order.order_id, order.request, order.created),
    )
