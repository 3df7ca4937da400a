"""Both sides' sums of a comparison by day, kind and channel, with a chart of the days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from ..kinds import Kind
from ..reconciliation.result import Reconciliation
from ..reconciliation.totals import TotalRow, without_days
from .cells import grouped_yuan
from .model import Chart, Section, Series, Shape, Table
from .texts import Words


def totals_of(words: Words, result: Reconciliation) -> Section:
    """Return the totals of both sides; refunds are negative, so that each column adds up.

    Where rows of the books name no day, both sides are added up over the whole period: no day of
    the gateway's could be laid beside them. Books that name no channels are compared over all, so
    there is no column for them.
    """
    is_dated = all(each.day is not None for each in result.totals)
    totals = result.totals if is_dated else without_days(result.totals)
    by_channel = any(each.channel for each in totals)
    columns = (
        words.column("day", Kind.DAY),
        words.column("kind"),
        words.column("channel"),
        words.column("gateway_rows", Kind.COUNT),
        words.column("gateway_net", Kind.FEN),
        words.column("books_rows", Kind.COUNT),
        words.column("books_net", Kind.FEN),
        words.column("surplus", Kind.FEN),
    )
    rows = [
        (
            each.day or words("day.all"),
            words.kind(each.kind),
            words.channel(each.channel) if by_channel else None,
            each.gateway_rows,
            each.gateway_net,
            each.books_rows,
            each.books_net,
            _surplus(each),
        )
        for each in totals
    ]
    total = (
        words("total"),
        None,
        None,
        sum(each.gateway_rows for each in totals),
        sum(each.gateway_net for each in totals),
        sum(each.books_rows or 0 for each in totals),
        sum(each.books_net or 0 for each in totals),
        sum(_surplus(each) or 0 for each in totals),
    )
    return Section(
        "totals",
        words("section.totals" if by_channel else "section.totals_of_kinds"),
        Table(columns, rows, total).filled(),
        chart=_chart(words, totals),
        notes=(
            words("note.totals"),
            *([] if is_dated else [words("note.undated")]),
            *_not_held(words, totals),
        ),
    )


def _not_held(words: Words, totals: Iterable[TotalRow]) -> list[str]:
    kinds = sorted({each.kind for each in totals if each.books_net is None})
    return [words("note.not_held", kinds=words.list(map(words.kind, kinds)))] if kinds else []


def _surplus(row: TotalRow) -> int | None:
    return None if row.books_net is None else row.gateway_net - row.books_net


def _chart(words: Words, totals: Iterable[TotalRow]) -> Chart | None:
    gateway: dict[date, int] = defaultdict(int)
    books: dict[date, int] = defaultdict(int)
    for each in totals:
        if each.day is None:
            return None
        gateway[each.day] += each.gateway_net
        books[each.day] += each.books_net or 0
    if not gateway:
        return None
    days = sorted(gateway)
    widest = max(days, key=lambda day: abs(gateway[day] - books[day]))
    title = words("chart.balance")
    apart = grouped_yuan(abs(gateway[widest] - books[widest]))
    return Chart(
        title,
        words("chart.balance_alt", title=title, day=widest, amount=apart),
        Shape.OVER_TIME,
        tuple(f"{day:%m-%d}" for day in days),
        (
            Series(words("column.gateway_net"), tuple(gateway[day] for day in days)),
            Series(words("column.books_net"), tuple(books[day] for day in days)),
        ),
    )
