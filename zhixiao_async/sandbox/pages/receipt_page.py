"""The page behind a receipt's ``url``."""

from __future__ import annotations

from ...endpoints import PiaojuQueryResult, PiaojuStatus
from ...fields import yuan
from ..orders import Order
from .html import facts, page, text

_TITLE = "电子票据"


def receipt_page(order: Order, receipt: PiaojuQueryResult) -> str:
    """An issued (or reversed) receipt, in Chinese as receipts are."""
    reversed_ = receipt.status is PiaojuStatus.REVERSED
    stamp = '<p class="state bad">已冲红</p>' if reversed_ else ""
    lines = facts(
        {
            "电子票据代码": receipt.ebill_code,
            "电子票据号": receipt.ebill_no,
            "校验码": receipt.check_code,
            "开票抬头": receipt.payer_name,
            "纳税人识别号": receipt.payer_taxnum,
            "地址及电话": receipt.payer_address,
            "开户行及账号": receipt.payer_bank,
            "订单号": order.order_id,
            "备注": receipt.piaoju_memo,
        }
    )
    body = (
        f'<div class="card bill">{stamp}<p class="subject">{text(order.body)}</p>'
        f'<p class="amount">¥{yuan(order.total_fee)}</p>{lines}</div>'
    )
    return page(_TITLE, body, language="zh", foot="沙箱环境生成，不具有任何效力")
