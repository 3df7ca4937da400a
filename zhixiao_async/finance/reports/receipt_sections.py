"""The tables of the ledger of receipts: the sums, and a list for each standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...endpoints import PiaojuStatus
from ...errors import GatewayError, ZhixiaoError
from ..kinds import Kind
from .model import Cell, Row, Section, Table
from .receipt_orders import PaidOrder
from .receipt_queries import Asked
from .receipt_standing import Standing, standing
from .texts import Words

_FINE = (Standing.ISSUED, Standing.REVERSED, Standing.NOT_DUE)
"""Standings that nobody has to act on: their lists may be very long."""

TO_DO = (Standing.NOT_REVERSED, Standing.TO_ISSUE, Standing.FAILED, Standing.UNKNOWN)
"""Standings that somebody has to act on now."""

_STATUSES = {
    PiaojuStatus.NOT_ISSUED: "receipt.not_issued",
    PiaojuStatus.ISSUED: "receipt.issued",
    PiaojuStatus.FAILED: "receipt.failed",
    PiaojuStatus.PENDING: "receipt.pending",
    PiaojuStatus.PRINTED: "receipt.printed",
    PiaojuStatus.REVERSED: "receipt.reversed",
}


def by_standing(orders: Iterable[PaidOrder], asked: Asked) -> dict[Standing, list[PaidOrder]]:
    """Return the orders by how they and their receipts stand to each other."""
    lists: dict[Standing, list[PaidOrder]] = {each: [] for each in Standing}
    for order in orders:
        answer = asked.answers.get(order.order_id)
        lists[standing(order, None if answer is None else answer.status)].append(order)
    return lists


def sections_of(
    words: Words, lists: Mapping[Standing, Sequence[PaidOrder]], asked: Asked, *, personal: bool
) -> list[Section]:
    """Return the sums by standing, and a list of the orders of each.

    Args:
        words: The texts.
        lists: The orders by their standing.
        asked: What is known of their receipts.
        personal: Whether the payers are named.
    """
    return [
        _summary(words, lists),
        *(
            _list(words, each, found, asked, personal=personal)
            for each, found in lists.items()
            if found
        ),
    ]


def _summary(words: Words, lists: Mapping[Standing, Sequence[PaidOrder]]) -> Section:
    columns = (
        words.column("standing"),
        words.column("count", Kind.COUNT),
        words.column("paid", Kind.FEN),
        words.column("refunded", Kind.FEN),
        words.column("net", Kind.FEN),
    )
    rows = [(words(f"standing.{each.value}"), *_sums(found)) for each, found in lists.items()]
    everything = [order for found in lists.values() for order in found]
    return Section(
        "standings",
        words("section.standings"),
        Table(columns, rows, (words("total"), *_sums(everything))),
    )


def _list(
    words: Words, of: Standing, orders: Sequence[PaidOrder], asked: Asked, *, personal: bool
) -> Section:
    payer = words.payer_columns(personal=personal)
    columns = (
        words.column("order_id", Kind.ID),
        words.column("day", Kind.DAY),
        words.column("item_name"),
        *payer,
        words.column("paid", Kind.FEN),
        words.column("refunded", Kind.FEN),
        words.column("net", Kind.FEN),
        words.column("ebill_code", Kind.ID),
        words.column("ebill_no", Kind.ID),
        words.column("said"),
    )
    rows = [
        _row(words, order, asked, personal=personal)
        for order in sorted(orders, key=lambda order: (order.day, order.order_id))
    ]
    _, *sums = _sums(orders)
    total = (words("total"), None, None, *[None] * len(payer), *sums, None, None, None)
    return Section(
        of.value,
        words(f"standing.{of.value}"),
        Table(columns, rows, total),
        notes=(words(f"standing_note.{of.value}"),),
        is_detail=of in _FINE,
    )


def _row(words: Words, order: PaidOrder, asked: Asked, *, personal: bool) -> Row:
    answer = asked.answers.get(order.order_id)
    payer: tuple[Cell, ...] = (order.user_no, order.user_name) if personal else ()
    return (
        order.order_id,
        order.day,
        order.item or words("item.none"),
        *payer,
        order.paid,
        order.refunded,
        (order.paid or 0) - order.refunded,
        None if answer is None else answer.ebill_code,
        None if answer is None else answer.ebill_no,
        _said(words, order, asked),
    )


def _said(words: Words, order: PaidOrder, asked: Asked) -> str:
    answer = asked.answers.get(order.order_id)
    if answer is not None:
        key = _STATUSES.get(answer.status, "receipt.unlisted")
        return words(key, code=answer.status.value)
    error = asked.failed.get(order.order_id)
    return words("receipt.unasked") if error is None else _reason(words, error)


def _reason(words: Words, error: ZhixiaoError) -> str:
    if isinstance(error, GatewayError):
        said = {"code": error.ret_code, "sentence": error.gateway_message}
        return words("receipt.refused", **said)
    return words("receipt.no_answer", error=type(error).__name__)


def _sums(orders: Sequence[PaidOrder]) -> tuple[int, int, int, int]:
    paid = sum(order.paid or 0 for order in orders)
    refunded = sum(order.refunded for order in orders)
    return len(orders), paid, refunded, paid - refunded
