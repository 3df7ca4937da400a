"""对账差异表: what the gateway's rows and the books differ in, one list for each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from ...messages.catalogue import Language
from ..reconciliation.result import Reconciliation
from .difference_sections import differences_by_kind, list_of, summary_of
from .framing import framed, made_now
from .model import Report
from .texts import Words
from .totals_section import totals_of


def reconciliation_report(
    result: Reconciliation,
    *,
    personal: bool = False,
    language: Language | None = None,
    now: datetime | None = None,
) -> Report:
    """Make the table of differences of a comparison, with a column for how each was handled.

    All differences are held in memory. What the gateway has more is 长款, what the books have more
    is 短款; refunds count negative on both sides, so that a column adds up.

    Args:
        result: The comparison's.
        personal: Whether the payers' numbers and names are in the report, where the comparison was
            asked to keep them.
        language: Of the report; the locale's if None.
        now: The present, for tests.
    """
    words = Words(language)
    found = differences_by_kind(result)
    several = len(result.gateway.merchants) > 1
    open_days, missing_days = result.gateway.open_days, result.gateway.missing_days
    return framed(
        words,
        "reconciliation",
        [
            summary_of(words, found),
            totals_of(words, result),
            *(
                list_of(words, kind, rows, several=several, personal=personal)
                for kind, rows in found.items()
            ),
        ],
        made_at=made_now(now),
        days=(result.begin, result.end),
        facts=_facts(words, result),
        warnings=[
            *_warnings(words, "warning.days_missing", missing_days),
            *_warnings(words, "warning.days_open", open_days),
        ],
        state=words("state.gaps", open=len(open_days), missing=len(missing_days)),
        complete=result.is_complete,
        to_do=sum(result.counts.values()),
    )


def _facts(words: Words, result: Reconciliation) -> list[tuple[str, str]]:
    books = result.books
    read = words("books.read", rows=f"{books.rows:,}", compared=f"{books.compared:,}")
    if books.outside:
        read = words("books.outside", read=read, count=f"{books.outside:,}")
    if books.summaries:
        read = words("books.summaries", read=read, count=f"{books.summaries:,}")
    named = words("books.encoded", source=books.source, encoding=books.encoding)
    matched = result.matched
    return [
        (words("fact.app_ids"), words.list(result.gateway.merchants)),
        (words("fact.books"), named if books.encoding else books.source),
        (words("fact.books_read"), read),
        (words("fact.gateway_rows"), words("gateway.read", rows=f"{result.gateway.compared:,}")),
        (words("fact.matched"), words("matched", rows=f"{matched.rows:,}")),
    ]


def _warnings(words: Words, key: str, days: Iterable[tuple[str, date]]) -> list[str]:
    by_merchant: dict[str, list[date]] = defaultdict(list)
    for app_id, day in days:
        by_merchant[app_id].append(day)
    return [
        words(key, app_id=app_id, count=len(found), days=words.days(found))
        for app_id, found in sorted(by_merchant.items())
    ]
