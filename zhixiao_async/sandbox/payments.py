"""What a payer does: an order turns paid (or the attempt fails), and everything that follows."""

from __future__ import annotations

from datetime import datetime

from ..endpoints import ListedOrder, ListedPayType, Mask, OperateType, PayType
from ..fields import write_time
from . import receipts
from .desk import Desk
from .listing import Row, fields_of
from .orders import Order, find, set_state
from .people import payer_uid, refuse_frozen
from .refusals import failed

LISTED_PAY_TYPE = {PayType.ALIPAY: ListedPayType.ALIPAY, PayType.WECHAT: ListedPayType.WECHAT}


def pay(desk: Desk, order_id: str, pay_type: PayType) -> Order:
    """Pay an order: payment, listed row, receipt and due notification, all or nothing.

    Raises:
        Refusal: It can't be paid (any more).
    """
    with desk.store.transaction():
        order = payable(desk, order_id)
        request = order.request
        user_no = request.user_no if request else None
        if user_no is not None:
            refuse_frozen(desk, user_no)
        uid = (request and request.openid) or payer_uid(
            desk, user_no, request.user_name if request else None, pay_type
        )
        now = desk.clock.now()
        _record(desk, order, pay_type, uid, now)
        desk.listing.add(
            [
                Row(
                    mask=Mask.TRADE,
                    created=order.created,
                    paid=now,
                    fields=listed(order, pay_type, OperateType.TRADE, order.total_fee),
                )
            ]
        )
        if request and request.piaoju:
            receipts.issue(desk, order, request.piaoju)
        return find(desk, order_id=order_id)


def fail(desk: Desk, order_id: str) -> Order:
    """The channel turns the payer down: the order's status becomes 3.

    Raises:
        Refusal: The order isn't open.
    """
    with desk.store.transaction():
        set_state(desk, payable(desk, order_id), "failed")
        return find(desk, order_id=order_id)


def payable(desk: Desk, order_id: str) -> Order:
    """The order, if it can be paid now.

    Raises:
        Refusal: Paid already, cancelled, failed, expired or unknown.
    """
    order = find(desk, order_id=order_id)
    if order.state == "paid":
        raise failed("订单已支付")
    if order.state == "cancelled":
        raise failed("订单已取消")
    if order.state == "failed":
        raise failed("订单支付失败")
    if desk.clock.now() >= order.expires:
        raise failed("订单已过期")
    return order


def listed(order: Order, pay_type: PayType, operate_type: OperateType, fee: int) -> str:
    """The row that ``order_list`` shows of a payment or a refund of an order."""
    request = order.request
    return fields_of(
        ListedOrder(
            order_id=order.order_id,
            operate_type=operate_type,
            pay_type=LISTED_PAY_TYPE[pay_type],
            fee=fee,
            user_no=request.user_no if request else None,
            user_name=request.user_name if request else None,
            order_intro=f"{order.body};",
            item_id=request.out_item_id if request else None,
            item_name=request.out_item_name if request else None,
        )
    )


def _record(desk: Desk, order: Order, pay_type: PayType, uid: str, now: datetime) -> None:
    set_state(desk, order, "paid")
    desk.store.run(
        "INSERT INTO payments (order_id, pay_type, time_end, uid, fee) VALUES (?, ?, ?, ?, ?)",
        order.order_id,
        pay_type.value,
        write_time(now),
        uid,
        order.total_fee,
    )
    if order.request is not None:
        desk.store.run(
            "INSERT INTO notifications (order_id, due) VALUES (?, ?)",
            order.order_id,
            now.timestamp(),
        )
