"""Both sides' sums of a comparison by day, kind and channel, with a chart of the days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ..kinds import Kind
from ..reconciliation.result import Reconciliation
from ..reconciliation.totals import TotalRow
from .cells import grouped_yuan
from .model import Chart, Section, Series, Shape, Table
from .texts import Words


def totals_of(words: Words, result: Reconciliation) -> Section:
    """Return the totals of both sides; refunds are negative, so that each column adds up."""
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
            each.day or words("day.none"),
            words.kind(each.kind),
            words.channel(each.channel),
            each.gateway_rows,
            each.gateway_net,
            each.books_rows,
            each.books_net,
            _surplus(each),
        )
        for each in result.totals
    ]
    total = (
        words("total"),
        None,
        None,
        sum(each.gateway_rows for each in result.totals),
        sum(each.gateway_net for each in result.totals),
        sum(each.books_rows or 0 for each in result.totals),
        sum(each.books_net or 0 for each in result.totals),
        sum(_surplus(each) or 0 for each in result.totals),
    )
    return Section(
        "totals",
        words("section.totals"),
        Table(columns, rows, total),
        chart=_chart(words, result),
        notes=(words("note.totals"), *_not_held(words, result)),
    )


def _not_held(words: Words, result: Reconciliation) -> list[str]:
    kinds = sorted({each.kind for each in result.totals if each.books_net is None})
    return [words("note.not_held", kinds=words.list(map(words.kind, kinds)))] if kinds else []


def _surplus(row: TotalRow) -> int | None:
    return None if row.books_net is None else row.gateway_net - row.books_net


def _chart(words: Words, result: Reconciliation) -> Chart | None:
    gateway: dict[date, int] = defaultdict(int)
    books: dict[date, int] = defaultdict(int)
    for each in result.totals:
        if each.day is None:
            return None  # books without days can't be laid beside the gateway's
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
