"""月报: a month's receipts and refunds by item, channel and day."""

from __future__ import annotations

import os
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from ...errors import InvalidRequest
from ...messages.catalogue import Language
from ...messages.text import Text
from ..targets.opening import using_target
from ..targets.target import Target
from .export_state import state_of_export
from .framing import framed, made_now
from .model import Report
from .month_sections import sections_of, unknown_rows, unknown_warning
from .month_sums import month_sums
from .texts import Words


def monthly_report(
    export: str | os.PathLike[str] | Target,
    month: str | date,
    *,
    app_ids: Sequence[str] | None = None,
    language: Language | None = None,
    now: datetime | None = None,
) -> Report:
    """Make the report of a month: count, received, refunded and net, with sums.

    One day of one merchant is in memory at a time. A refund counts without its sign, whichever the
    gateway writes, and the net is what was received less what was refunded. Rows of an unknown
    kind are listed apart and in no sum. Nothing in the report is personal.

    Args:
        export: The directory of a Parquet export, or another target.
        month: As ``2026-11``, or a day in it.
        app_ids: The merchants; all that the export holds a day of if None.
        language: Of the report; the locale's if None.
        now: The present, for tests.

    Raises:
        InvalidRequest: No month, or the export holds nothing.
        ExportDamaged: A day isn't what its receipt says.
    """
    words, made_at = Words(language), made_now(now)
    first, last = _month(month)
    with using_target(export) as target:
        state = state_of_export(target, first, last, made_at, app_ids)
        sums = month_sums(target, state)
    return framed(
        words,
        "monthly",
        sections_of(words, state, sums),
        made_at=made_at,
        days=(first, last),
        facts=[(words("fact.app_ids"), words.list(state.app_ids))],
        warnings=[*state.warnings(words), *unknown_warning(words, sums)],
        state=state.sentence(words),
        complete=state.complete,
        to_do=unknown_rows(sums),
        month=f"{first:%Y-%m}",
    )


def _month(month: str | date) -> tuple[date, date]:
    try:
        day = month if isinstance(month, date) else date.fromisoformat(f"{month}-01")
    except ValueError:
        raise InvalidRequest("month", Text("rule.not_month"), given=month) from None
    last = monthrange(day.year, day.month)[1]
    return date(day.year, day.month, 1), date(day.year, day.month, last)
