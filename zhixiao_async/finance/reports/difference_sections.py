"""The differences of a comparison: their sums by kind, and a list of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import attrs

from ..kinds import Kind
from ..reconciliation.difference import Difference, DifferenceRow, Record
from ..reconciliation.result import Reconciliation
from .model import Cell, Column, Row, Section, Table
from .texts import PAYER, Words


def differences_by_kind(result: Reconciliation) -> dict[Difference, list[DifferenceRow]]:
    """Return the differences by their kind, without kinds of which there is none."""
    found: dict[Difference, list[DifferenceRow]] = {kind: [] for kind in Difference}
    for difference in result.differences:
        found[difference.type].append(difference)
    return {kind: rows for kind, rows in found.items() if rows}


def summary_of(words: Words, found: Mapping[Difference, Sequence[DifferenceRow]]) -> Section:
    """Return the number of differences of each kind, and who has how much more."""
    columns = (
        words.column("difference"),
        words.column("count", Kind.COUNT),
        words.column("gateway_net", Kind.FEN),
        words.column("books_net", Kind.FEN),
        words.column("long", Kind.FEN),
        words.column("short", Kind.FEN),
        words.column("surplus", Kind.FEN),
    )
    rows = [(_name(words, kind), *_sums(differences)) for kind, differences in found.items()]
    everything = [difference for differences in found.values() for difference in differences]
    table = Table(columns, rows, (words("total"), *_sums(everything)))
    notes = (words("note.long_and_short"),)
    return Section("summary", words("section.summary"), table, notes=notes)


def list_of(
    words: Words,
    kind: Difference,
    differences: Sequence[DifferenceRow],
    *,
    several: bool,
    personal: bool,
) -> Section:
    """Return the differences of a kind, each with room for how it was handled.

    Args:
        words: The texts.
        kind: Their kind.
        differences: They themselves.
        several: Whether their merchants are named.
        personal: Whether their payers are.
    """
    columns = (*_left(words, several=several, personal=personal), *_right(words))
    rows = [
        (*_left_cells(words, each, several=several, personal=personal), *_right_cells(words, each))
        for each in differences
    ]
    _, gateway, books, _, _, surplus = _sums(differences)
    blank = [None] * (len(columns) - len(_right(words)) - 1)
    total = (words("total"), *blank, gateway, books, surplus, *[None] * 5)
    return Section(
        kind.value.lower(),
        _name(words, kind),
        Table(columns, rows, total),
        notes=(words(f"difference_note.{kind.value.lower()}"),),
    )


def _left(words: Words, *, several: bool, personal: bool) -> list[Column]:
    return [
        words.column("day", Kind.DAY),
        words.column("order_id", Kind.ID),
        *([words.column("app_id", Kind.ID)] if several else []),
        *words.payer_columns(personal=personal),
        words.column("kind"),
        words.column("channel"),
    ]


def _left_cells(words: Words, each: DifferenceRow, *, several: bool, personal: bool) -> list[Cell]:
    return [
        each.day,
        each.order_id,
        *([each.app_id] if several else []),
        *([_text(_either(each, name, name)) for name in PAYER] if personal else []),
        _kind(words, _either(each, "operate_type", "kind")),
        words.channel(_text(_either(each, "pay_type", "channel")) or ""),
    ]


def _right(words: Words) -> tuple[Column, ...]:
    return (
        words.column("gateway_net", Kind.FEN),
        words.column("books_net", Kind.FEN),
        words.column("surplus", Kind.FEN),
        words.column("side"),
        words.column("listed_at", Kind.MOMENT),
        words.column("line", Kind.ID),
        words.column("carried"),
        attrs.evolve(words.column("handling"), is_blank=True),
    )


def _right_cells(words: Words, each: DifferenceRow) -> Row:
    line = None if each.books is None else _text(each.books.get("line"))
    carried = each.gateway_carried or each.books_carried
    return (
        each.gateway_net,
        each.books_net,
        each.surplus,
        _side(words, each.surplus),
        _listed_at(each.gateway),
        line,
        words("carried") if carried else None,
        None,
    )


def _listed_at(gateway: Record | None) -> datetime | None:
    moment = None if gateway is None else gateway.get("order_date")
    return moment if isinstance(moment, datetime) else None


def _either(each: DifferenceRow, gateway: str, books: str) -> str | int | date | None:
    value = None if each.gateway is None else each.gateway.get(gateway)
    if value is None and each.books is not None:
        value = each.books.get(books)
    return value


def _side(words: Words, surplus: int) -> str:
    if not surplus:
        return words("side.none")
    return words("side.long" if surplus > 0 else "side.short")


def _kind(words: Words, code: str | int | date | None) -> str:
    return words.kind(_text(code) or "")


def _text(value: str | int | date | None) -> str | None:
    return None if value is None else str(value)


def _name(words: Words, kind: Difference) -> str:
    return words(f"difference.{kind.value.lower()}")


def _sums(differences: Sequence[DifferenceRow]) -> tuple[int, int, int, int, int, int]:
    surplus = [each.surplus for each in differences]
    gateway = sum(each.gateway_net or 0 for each in differences)
    books = sum(each.books_net or 0 for each in differences)
    above = sum(each for each in surplus if each > 0)
    return len(differences), gateway, books, above, sum(surplus) - above, sum(surplus)
