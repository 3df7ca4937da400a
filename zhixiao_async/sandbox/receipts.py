"""Sections 2.8 and 2.9: electronic receipts (票据) of paid orders."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import attrs

from .. import _codec
from ..endpoints import (
    Piaoju,
    PiaojuCreate,
    PiaojuCreateResult,
    PiaojuQuery,
    PiaojuQueryResult,
    PiaojuStatus,
)
from ..fields import read_time, write_time
from .desk import Desk, serves
from .orders import Order, find
from .refusals import failed

DONE = "开票成功"


@serves(PiaojuCreate)
def piaoju_create(desk: Desk, request: PiaojuCreate) -> PiaojuCreateResult:
    """Section 2.8."""
    order = find(desk, order_id=request.zx_order_no, out_trade_no=request.out_trade_no)
    if order.pay_type is None:
        raise failed("订单未支付，不能开票")
    if order.refunded == order.total_fee:
        raise failed("订单已全额退款，不能开票")
    if desk.store.one("SELECT 1 FROM receipts WHERE order_id = ?", order.order_id):
        raise failed("订单已开票")
    issue(desk, order, request)
    return PiaojuCreateResult(message=DONE)


@serves(PiaojuQuery)
def piaoju_query(desk: Desk, request: PiaojuQuery) -> PiaojuQueryResult:
    """Section 2.9."""
    order = find(desk, order_id=request.zx_order_no, out_trade_no=request.out_trade_no)
    if order.pay_type is None:
        raise failed("订单未支付")
    result = PiaojuQueryResult(
        zx_order_no=order.order_id,
        out_trade_no=order.out_trade_no,
        status=PiaojuStatus.NOT_ISSUED,
    )
    row = desk.store.one("SELECT * FROM receipts WHERE order_id = ?", order.order_id)
    if row is None:
        return result
    piaoju: Piaoju = _codec.read(Piaoju, json.loads(row["piaoju"]))
    made_out = {one.name: getattr(piaoju, one.name) for one in attrs.fields(Piaoju)}
    result = attrs.evolve(result, status=PiaojuStatus.PENDING, **made_out)
    if desk.clock.now() < read_time(row["issued"]):
        return result
    reversed_ = order.refunded == order.total_fee
    return _numbered(
        desk,
        attrs.evolve(result, status=PiaojuStatus.REVERSED if reversed_ else PiaojuStatus.ISSUED),
    )


def issue(desk: Desk, order: Order, piaoju: Piaoju) -> None:
    """Have a receipt made out for a paid order; it is issued after the rules' delay."""
    names = {one.name for one in attrs.fields(Piaoju)}
    written = {name: value for name, value in _codec.write(piaoju).items() if name in names}
    desk.store.run(
        "INSERT INTO receipts (order_id, issued, piaoju) VALUES (?, ?, ?)",
        order.order_id,
        write_time(desk.clock.now() + timedelta(seconds=desk.rules.receipt_seconds)),
        json.dumps(written),
    )


def _numbered(desk: Desk, result: PiaojuQueryResult) -> PiaojuQueryResult:
    digits = f"{int(sha256(result.zx_order_no.encode()).hexdigest(), 16):078d}"
    return attrs.evolve(
        result,
        url=f"{desk.public_url}/piaoju/{result.zx_order_no}.html",
        ebill_no=digits[-8:],
        ebill_code=f"0{digits[-19:-8]}",
        check_code=digits[-40:-20],
    )
