"""Section 2.4: money goes back, in one piece or several, never more than was paid."""

from __future__ import annotations

from sqlite3 import Row

from ..endpoints import Mask, OperateType, OrderRefund, OrderRefundResult
from ..fields import read_time, write_time
from . import listing
from .desk import Desk, serves
from .orders import Order, find
from .payments import listed
from .refusals import failed


@serves(OrderRefund)
def order_refund(desk: Desk, request: OrderRefund) -> OrderRefundResult:
    """Without ``refund_fee`` the whole order, which fails once any part has been given back."""
    order = find(desk, order_id=request.order_id, out_trade_no=request.out_trade_no)
    fee = request.refund_fee or order.total_fee
    repeated = request.out_refund_no and desk.store.one(
        "SELECT * FROM refunds WHERE out_refund_no = ?", request.out_refund_no
    )
    if repeated and desk.rules.repeated_out_refund_no != "refund_again":
        return _repeated(desk, order, fee, repeated)
    if order.pay_type is None:
        raise failed("订单未支付，不能退款")
    if order.refunded + fee > order.total_fee:
        raise failed("退款金额超过可退金额")
    now = desk.clock.now()
    desk.store.run(
        "INSERT INTO refunds (order_id, out_refund_no, refund_fee, refund_time)"
        " VALUES (?, ?, ?, ?)",
        order.order_id,
        request.out_refund_no,
        fee,
        write_time(now),
    )
    desk.store.run(
        "UPDATE payments SET refunded = refunded + ? WHERE order_id = ?", fee, order.order_id
    )
    fields = listed(order, order.pay_type, OperateType.REFUND, fee)
    desk.listing.add([listing.Row(mask=Mask.REFUND, created=now, paid=now, fields=fields)])
    return OrderRefundResult(
        out_trade_no=order.out_trade_no, order_id=order.order_id, refund_time=now
    )


def _repeated(desk: Desk, order: Order, fee: int, known: Row) -> OrderRefundResult:
    if desk.rules.repeated_out_refund_no == "refuse":
        raise failed("退款流水号重复")
    if (known["order_id"], known["refund_fee"]) != (order.order_id, fee):
        raise failed("退款流水号重复，且退款内容不一致")
    return OrderRefundResult(
        out_trade_no=order.out_trade_no,
        order_id=order.order_id,
        refund_time=read_time(known["refund_time"]),
    )
