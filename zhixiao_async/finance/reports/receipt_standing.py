"""How an order and its receipt stand to each other."""

from __future__ import annotations

from enum import Enum

from ...endpoints import PiaojuStatus
from .receipt_orders import PaidOrder


class Standing(Enum):
    """How an order and its receipt stand to each other, those to be acted on first."""

    NOT_REVERSED = "not_reversed"
    """已退款未冲红: refunded in part or whole, and its receipt still counts."""
    TO_ISSUE = "to_issue"
    """应开未开: paid, and no receipt was asked for."""
    FAILED = "failed"
    """开票失败: paid, and issuing failed."""
    PENDING = "pending"
    """待开: on its way."""
    UNKNOWN = "unknown"
    """A status that the document doesn't list."""
    UNANSWERED = "unanswered"
    """The gateway gave no status, or wasn't asked."""
    ISSUED = "issued"
    """已开: paid, and its receipt counts."""
    REVERSED = "reversed"
    """已冲红: its receipt was cancelled."""
    NOT_DUE = "not_due"
    """All was refunded, and there is no receipt: nothing is to be done."""


_BY_STATUS = {
    PiaojuStatus.NOT_ISSUED: Standing.TO_ISSUE,
    PiaojuStatus.FAILED: Standing.FAILED,
    PiaojuStatus.PENDING: Standing.PENDING,
    PiaojuStatus.ISSUED: Standing.ISSUED,
    PiaojuStatus.PRINTED: Standing.ISSUED,
    PiaojuStatus.REVERSED: Standing.REVERSED,
}


def standing(order: PaidOrder, status: PiaojuStatus | None) -> Standing:
    """Return how an order and its receipt stand to each other.

    Args:
        order: By the export.
        status: Of its receipt; None where the gateway gave none.
    """
    if status is None:
        return Standing.UNANSWERED
    found = _BY_STATUS.get(status, Standing.UNKNOWN)
    if found is Standing.ISSUED and order.refunded:
        return Standing.NOT_REVERSED
    if found in (Standing.TO_ISSUE, Standing.FAILED) and order.is_refunded_whole:
        return Standing.NOT_DUE
    return found
