"""Section 2.4: a payment is refunded, whole or in parts, never more than was paid."""

from __future__ import annotations

from sqlite3 import Row

from ...endpoints import Mask, OperateType, OrderRefund, OrderRefundResult
from ...fields import read_time, write_time
from . import listing
from .context import GatewayContext, serves
from .orders import Order, find
from .payments import listed_fields
from .refusals import failed


@serves(OrderRefund)
def order_refund(context: GatewayContext, request: OrderRefund) -> OrderRefundResult:
    """Serve section 2.4. Without ``refund_fee`` it is the whole order, if no part was refunded."""
    order = find(context, order_id=request.order_id, out_trade_no=request.out_trade_no)
    fee = request.refund_fee or order.total_fee
    repeated = request.out_refund_no and context.database.first(
        "SELECT * FROM refunds WHERE out_refund_no = ?", request.out_refund_no
    )
    if repeated and context.rules.repeated_out_refund_no != "refund_again":
        return _repeated(context, order, fee, repeated)
    if order.pay_type is None:
        raise failed("订单未支付，不能退款")
    if order.refunded + fee > order.total_fee:
        raise failed("退款金额超过可退金额")
    now = context.clock.now()
    context.database.insert(
        "refunds",
        order_id=order.order_id,
        out_refund_no=request.out_refund_no,
        refund_fee=fee,
        refund_time=write_time(now),
    )
    context.database.run(
        "UPDATE payments SET refunded = refunded + ? WHERE order_id = ?", fee, order.order_id
    )
    fields = listed_fields(order, order.pay_type, OperateType.REFUND, fee)
    context.listing.add(
        [listing.ListingRow(mask=Mask.REFUND, created=now, paid=now, fields=fields)]
    )
    return OrderRefundResult(
        out_trade_no=order.out_trade_no, order_id=order.order_id, refund_time=now
    )


def _repeated(context: GatewayContext, order: Order, fee: int, known: Row) -> OrderRefundResult:
    if context.rules.repeated_out_refund_no == "refuse":
        raise failed("退款流水号重复")
    if (known["order_id"], known["refund_fee"]) != (order.order_id, fee):
        raise failed("退款流水号重复，且退款内容不一致")
    return OrderRefundResult(
        out_trade_no=order.out_trade_no,
        order_id=order.order_id,
        refund_time=read_time(known["refund_time"]),
    )
