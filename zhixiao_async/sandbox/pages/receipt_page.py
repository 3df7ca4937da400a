"""The page behind a receipt's ``url``."""

from __future__ import annotations

from ...endpoints import PiaojuQueryResult, PiaojuStatus
from ...fields import yuan
from ..orders import Order
from .html import Language, facts, language_switch, page, text
from .words import word

_FIELDS = (
    "ebill_code",
    "ebill_no",
    "check_code",
    "payer_name",
    "payer_taxnum",
    "payer_address",
    "payer_bank",
    "piaoju_memo",
)


def receipt_page(order: Order, receipt: PiaojuQueryResult, language: Language) -> str:
    """An issued (or reversed) receipt."""
    stamp = ""
    if receipt.status is PiaojuStatus.REVERSED:
        stamp = f'<p class="state bad">{text(word("reversed", language))}</p>'
    lines = facts(
        {word("order_id", language): order.order_id}
        | {word(name, language): getattr(receipt, name) for name in _FIELDS}
    )
    body = (
        f'<div class="card bill">{stamp}<p class="subject">{text(order.body)}</p>'
        f'<p class="amount">¥{yuan(order.total_fee)}</p>{lines}</div>'
    )
    return page(
        word("receipt", language),
        body,
        language=language,
        corner=language_switch(language),
        foot=word("receipt_void", language),
    )
