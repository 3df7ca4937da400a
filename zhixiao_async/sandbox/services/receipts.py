"""Sections 2.8 and 2.9: electronic receipts (票据) of paid orders."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import attrs

from ...endpoints import (
    Piaoju,
    PiaojuCreate,
    PiaojuCreateResult,
    PiaojuQuery,
    PiaojuQueryResult,
    PiaojuStatus,
)
from ...fields import read_time, write_time
from ...protocol import reading, writing
from .context import GatewayContext, serves
from .orders import Order, find
from .refusals import failed

DONE = "开票成功"


@serves(PiaojuCreate)
def piaoju_create(context: GatewayContext, request: PiaojuCreate) -> PiaojuCreateResult:
    """Serve section 2.8."""
    order = find(context, order_id=request.zx_order_no, out_trade_no=request.out_trade_no)
    if order.pay_type is None:
        raise failed("订单未支付，不能开票")
    if order.refunded == order.total_fee:
        raise failed("订单已全额退款，不能开票")
    if context.database.first("SELECT 1 FROM receipts WHERE order_id = ?", order.order_id):
        raise failed("订单已开票")
    issue(context, order, request)
    return PiaojuCreateResult(message=DONE)


@serves(PiaojuQuery)
def piaoju_query(context: GatewayContext, request: PiaojuQuery) -> PiaojuQueryResult:
    """Serve section 2.9."""
    order = find(context, order_id=request.zx_order_no, out_trade_no=request.out_trade_no)
    if order.pay_type is None:
        raise failed("订单未支付")
    result = PiaojuQueryResult(
        zx_order_no=order.order_id,
        out_trade_no=order.out_trade_no,
        status=PiaojuStatus.NOT_ISSUED,
    )
    row = context.database.first("SELECT * FROM receipts WHERE order_id = ?", order.order_id)
    if row is None:
        return result
    piaoju: Piaoju = reading.read(Piaoju, json.loads(row["piaoju"]))
    made_out = {field.name: getattr(piaoju, field.name) for field in attrs.fields(Piaoju)}
    result = attrs.evolve(result, status=PiaojuStatus.PENDING, **made_out)
    if context.clock.now() < read_time(row["issued"]):
        return result
    reversed_ = order.refunded == order.total_fee
    return _numbered(
        context,
        attrs.evolve(result, status=PiaojuStatus.REVERSED if reversed_ else PiaojuStatus.ISSUED),
    )


def issue(context: GatewayContext, order: Order, piaoju: Piaoju) -> None:
    """Make out a receipt for a paid order; it is issued after ``Rules.receipt_seconds``."""
    names = {field.name for field in attrs.fields(Piaoju)}
    written = {name: value for name, value in writing.write(piaoju).items() if name in names}
    issued = context.clock.now() + timedelta(seconds=context.rules.receipt_seconds)
    context.database.insert(
        "receipts",
        order_id=order.order_id,
        issued=write_time(issued),
        piaoju=json.dumps(written),
    )


def _numbered(context: GatewayContext, result: PiaojuQueryResult) -> PiaojuQueryResult:
    digits = f"{int(sha256(result.zx_order_no.encode()).hexdigest(), 16):078d}"
    return attrs.evolve(
        result,
        url=f"{context.public_url}/piaoju/{result.zx_order_no}.pdf",
        ebill_no=digits[-8:],
        ebill_code=f"0{digits[-19:-8]}",
        check_code=digits[-40:-20],
    )
