"""Sections 2.1 to 2.3: an order is created, looked at, cancelled."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Row
from typing import Self

import attrs

from .. import _codec
from ..endpoints import (
    OrderCancel,
    OrderCancelResult,
    OrderCreate,
    OrderCreateResult,
    OrderQuery,
    OrderQueryResult,
    OrderStatus,
    PayType,
)
from ..endpoints.order_create import LINK_LIFETIME
from ..fields import read_time, write_time
from . import mini_program
from .desk import Desk, serves
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
        out_trade_no: The merchant's; None if the order was made elsewhere (a payment form).
        state: ``open``, ``paid``, ``failed`` or ``cancelled``.
        created: Beijing time.
        total_fee: In fen.
        body: What is paid for.
        request: What ``order_create`` was given; None if the order was made elsewhere.
        pay_type: How it was paid.
        time_end: When it was paid, Beijing time.
        uid: Who paid, by the channel's id.
        refunded: In fen, all refunds together.
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
        """What a row of :data:`FIND` says."""
        request = row["request"]
        return cls(
            order_id=row["order_id"],
            out_trade_no=row["out_trade_no"],
            state=row["state"],
            created=read_time(row["created"]),
            total_fee=row["total_fee"],
            body=row["body"],
            request=request and _codec.read(OrderCreate, _codec.parse_json(request.encode())),
            pay_type=PayType(row["pay_type"]) if row["pay_type"] else None,
            time_end=read_time(row["time_end"]) if row["time_end"] else None,
            uid=row["uid"],
            refunded=row["refunded"],
        )

    @property
    def expires(self) -> datetime:
        """When its link stops working, Beijing time."""
        return self.created + LINK_LIFETIME

    @property
    def status(self) -> OrderStatus:
        """As the document has it: a cancelled or expired order can't be told from an unpaid one."""
        return _STATUS.get(self.state, OrderStatus.UNPAID)


def find(desk: Desk, *, order_id: str | None = None, out_trade_no: str | None = None) -> Order:
    """The order with this number; with these numbers, if both are given.

    Raises:
        Refusal: There is none (-1).
    """
    given = {"order_id": order_id, "out_trade_no": out_trade_no}
    numbers = {name: number for name, number in given.items() if number is not None}
    conditions = " AND ".join(f"{name} = ?" for name in numbers)
    row = desk.store.one(f"{FIND} WHERE {conditions}", *numbers.values())
    if row is None:
        raise failed("订单不存在")
    return Order.from_row(row)


@serves(OrderCreate)
def order_create(desk: Desk, request: OrderCreate) -> OrderCreateResult:
    """Section 2.1."""
    written = _codec.to_json(_codec.write(request)).decode("ascii")
    known = desk.store.one(f"{FIND} WHERE out_trade_no = ?", request.out_trade_no)
    if known:
        if desk.rules.repeated_out_trade_no == "refuse":
            raise failed("商户订单号重复")
        if known["request"] != written:
            raise failed("商户订单号重复，且订单内容不一致")
        return _created(desk, Order.from_row(known))
    if request.user_no is not None:
        refuse_frozen(desk, request.user_no)
    order_id = insert(
        desk,
        out_trade_no=request.out_trade_no,
        total_fee=request.total_fee,
        body=request.body,
        request=written,
    )
    return _created(desk, find(desk, order_id=order_id))


@serves(OrderQuery)
def order_query(desk: Desk, request: OrderQuery) -> OrderQueryResult:
    """Section 2.2."""
    order = find(desk, order_id=request.order_id, out_trade_no=request.out_trade_no)
    return OrderQueryResult(
        out_trade_no=order.out_trade_no,
        order_id=order.order_id,
        status=order.status,
        time_end=order.time_end,
    )


@serves(OrderCancel)
def order_cancel(desk: Desk, request: OrderCancel) -> OrderCancelResult:
    """Section 2.3. A failed order is over already: its status stays 3."""
    order = find(desk, out_trade_no=request.out_trade_no)
    if order.state == "paid":
        raise failed("订单已支付，不能取消")
    if order.state == "failed":
        raise failed("订单支付失败，不能取消")
    if order.state == "cancelled" and desk.rules.repeated_cancel == "refuse":
        raise failed("订单已取消")
    set_state(desk, order, "cancelled")
    return OrderCancelResult(out_trade_no=order.out_trade_no, order_id=order.order_id)


def insert(
    desk: Desk,
    *,
    out_trade_no: str | None,
    total_fee: int,
    body: str,
    request: str | None,
) -> str:
    """Add an open order; gives its new ``order_id``."""
    now = desk.clock.now()
    order_id = new_order_id(now, desk.store.last_order() + 1)
    desk.store.run(
        "INSERT INTO orders (order_id, out_trade_no, state, created, total_fee, body, request)"
        " VALUES (?, ?, 'open', ?, ?, ?, ?)",
        order_id,
        out_trade_no,
        write_time(now),
        total_fee,
        body,
        request,
    )
    return order_id


def new_order_id(at: datetime, number: int) -> str:
    """In the document's form: 0, the Unix seconds, eight more digits."""
    return f"0{int(at.timestamp()):010d}{number % 10**8:08d}"


def set_state(desk: Desk, order: Order, state: str) -> None:
    """Move an order to another state."""
    desk.store.run("UPDATE orders SET state = ? WHERE order_id = ?", state, order.order_id)


def pay_url(desk: Desk, order_id: str) -> str:
    """The page on which an order is paid."""
    return f"{desk.public_url}/pay/orderId/{order_id}.html"


def _created(desk: Desk, order: Order) -> OrderCreateResult:
    assert order.request is not None, "found by what order_create wrote"  # noqa: S101
    return OrderCreateResult(
        out_trade_no=order.out_trade_no,
        order_id=order.order_id,
        url=pay_url(desk, order.order_id),
        sp_data=mini_program.parameters(order.order_id, order.request, order.created),
    )
