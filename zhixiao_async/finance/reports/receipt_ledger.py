"""票据台账: for each order of a period whether its receipt is issued, failed, reversed or due."""

from __future__ import annotations

import asyncio
import os
from datetime import date, datetime
from pathlib import Path

from ...fields import Moment
from ...messages.catalogue import Language
from ..export.days import days_of
from ..targets.opening import using_target
from ..targets.target import Target
from .export_state import ExportState, state_of_export
from .framing import framed, made_now
from .model import Report
from .receipt_answers import AnswerFile
from .receipt_orders import PaidOrder, orders_of
from .receipt_queries import Asked, QueryProgress, ReceiptClient, ReceiptPace, ask
from .receipt_sections import TO_DO, by_standing, sections_of
from .texts import Words


async def receipt_ledger(
    client: ReceiptClient,
    export: str | os.PathLike[str] | Target,
    begin: Moment,
    end: Moment,
    *,
    answers: Path | None = None,
    pace: ReceiptPace = ReceiptPace(),  # noqa: B008 - frozen
    refresh: bool = False,
    personal: bool = False,
    language: Language | None = None,
    progress: QueryProgress = lambda done, due: None,
    now: datetime | None = None,
) -> Report:
    """Make the ledger of the receipts of a merchant's orders.

    Each order that was paid or refunded in the period is queried by ``piaoju_query``, paced. Of
    those whose answer is kept only those are asked for again whose receipt may have changed: not
    those reversed, nor those issued of which nothing was refunded. A receipt that was reversed
    without a refund is seen with ``refresh``.

    Args:
        client: The merchant's.
        export: The directory of a Parquet export, or another target.
        begin: The first day, or its midnight in Beijing.
        end: The last day, which is part of the period, or the midnight at which it ends.
        answers: The file that the answers are kept in; None keeps none.
        pace: How fast to ask.
        refresh: Whether all are asked for again.
        personal: Whether the payers' numbers and names are in the report.
        language: Of the report; the locale's if None.
        progress: Called after each query, in the event loop, with the number of those done and of
            all that are to be made.
        now: The present, for tests.

    Raises:
        InvalidRequest: The period isn't of whole days, or the export holds nothing.
        ExportDamaged: A day isn't what its receipt says.
    """
    words, made_at = Words(language), made_now(now)
    days = days_of(begin, end)
    first, last = days[0], days[-1]
    state, orders = await asyncio.to_thread(_read, export, first, last, made_at, client.app_id)
    kept = AnswerFile(answers)
    await asyncio.to_thread(kept.tidy)  # nothing may be added to a line that a crash cut off
    known = {} if refresh else await asyncio.to_thread(kept.load, client.app_id)
    due = [
        order
        for order_id, order in orders.items()
        if order_id not in known or known[order_id].may_have_changed(order)
    ]
    asked = await ask(client, due, kept, pace, progress)
    await asyncio.to_thread(kept.tidy)
    asked.answers = {**known, **asked.answers}
    for order_id in (*asked.failed, *asked.unasked):
        asked.answers.pop(order_id, None)
    counted = {"orders": len(orders), "asked": len(due), "kept": len(orders) - len(due)}
    lists = by_standing(orders.values(), asked)
    return framed(
        words,
        "receipts",
        sections_of(words, lists, asked, personal=personal),
        made_at=made_at,
        days=(first, last),
        facts=[
            (words("fact.app_ids"), client.app_id),
            (words("fact.queries"), words("queries", **counted)),
        ],
        warnings=[*state.warnings(words), *_warnings(words, asked)],
        state=state.sentence(words),
        complete=state.complete and not (asked.failed or asked.unasked),
        to_do=sum(len(found) for each, found in lists.items() if each in TO_DO),
    )


def _read(
    export: str | os.PathLike[str] | Target, first: date, last: date, now: datetime, app_id: str
) -> tuple[ExportState, dict[str, PaidOrder]]:
    with using_target(export) as target:
        state = state_of_export(target, first, last, now, [app_id])
        return state, orders_of(target, state)


def _warnings(words: Words, asked: Asked) -> list[str]:
    said = []
    if asked.failed:
        said.append(words("warning.queries_failed", count=len(asked.failed)))
    if asked.unasked:
        said.append(words("warning.queries_left", count=len(asked.unasked)))
    return said
