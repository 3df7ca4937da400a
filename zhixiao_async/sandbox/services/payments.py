"""A payment, or its failure, and everything that follows from it."""

from __future__ import annotations

from datetime import datetime

from ...endpoints import ListedOrder, ListedPayType, Mask, OperateType, PayType
from ...fields import write_time
from . import receipts
from .context import GatewayContext
from .listing import ListingRow, fields_of
from .orders import Order, find, set_state
from .people import payer_uid, refuse_frozen
from .refusals import failed

LISTED_PAY_TYPE = {PayType.ALIPAY: ListedPayType.ALIPAY, PayType.WECHAT: ListedPayType.WECHAT}


def pay(context: GatewayContext, order_id: str, pay_type: PayType) -> Order:
    """Pay an order: payment, listed row, receipt and due notification, all or nothing.

    Raises:
        Refusal: The order can't be paid (any more).
    """
    with context.database.transaction():
        order = payable(context, order_id)
        request = order.request
        user_no = request.user_no if request else None
        if user_no is not None:
            refuse_frozen(context, user_no)
        uid = (request and request.openid) or payer_uid(
            context, user_no, request.user_name if request else None, pay_type
        )
        now = context.clock.now()
        _record(context, order, pay_type, uid, now)
        context.listing.add(
            [
                ListingRow(
                    mask=Mask.TRADE,
                    created=order.created,
                    paid=now,
                    fields=listed_fields(order, pay_type, OperateType.TRADE, order.total_fee),
                )
            ]
        )
        if request and request.piaoju:
            receipts.issue(context, order, request.piaoju)
        return find(context, order_id=order_id)


def fail(context: GatewayContext, order_id: str) -> Order:
    """Let the channel turn the payer down: the order's status becomes 3.

    Raises:
        Refusal: The order isn't open.
    """
    with context.database.transaction():
        set_state(context, payable(context, order_id), "failed")
        return find(context, order_id=order_id)


def payable(context: GatewayContext, order_id: str) -> Order:
    """Return the order, if it can be paid now.

    Raises:
        Refusal: It is paid already, cancelled, failed, expired or unknown.
    """
    order = find(context, order_id=order_id)
    if order.state == "paid":
        raise failed("订单已支付")
    if order.state == "cancelled":
        raise failed("订单已取消")
    if order.state == "failed":
        raise failed("订单支付失败")
    if context.clock.now() >= order.expires:
        raise failed("订单已过期")
    return order


def listed_fields(order: Order, pay_type: PayType, operate_type: OperateType, fee: int) -> str:
    """Return the fields of a listed row for an order's payment or refund."""
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


def _record(
    context: GatewayContext, order: Order, pay_type: PayType, uid: str, now: datetime
) -> None:
    set_state(context, order, "paid")
    context.database.insert(
        "payments",
        order_id=order.order_id,
        pay_type=pay_type.value,
        time_end=write_time(now),
        uid=uid,
        fee=order.total_fee,
    )
    if order.request is not None:
        context.database.insert("notifications", order_id=order.order_id, due=now.timestamp())
