"""A receipt, its file and its payer."""

from __future__ import annotations

from typing import Any

from zhixiao_async import PayerType, PiaojuCreate, PiaojuQueryResult, PiaojuStatus

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
NAME = "062001700111-24733586.pdf"
WANTED = PiaojuCreate(
    out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小明", phone="13000000000"
)


def receipt_at(url: str | None, **fields: Any) -> PiaojuQueryResult:
    """Return an issued receipt with the numbers of the document's example."""
    example: dict[str, Any] = {
        "out_trade_no": "2088612279536603",
        "zx_order_no": "1513906522080183",
        "status": PiaojuStatus.ISSUED,
        "ebill_no": "24733586",
        "ebill_code": "062001700111",
    }
    return PiaojuQueryResult(url=url, **(example | fields))
