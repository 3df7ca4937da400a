"""The tables of a month."""

from __future__ import annotations

from collections.abc import Callable

from ..kinds import Kind
from .bars import chart_of, greatest
from .export_state import ExportState
from .model import Cell, Section, Shape, Table
from .month_sums import Key, MonthSums
from .sums import Sums, added_up, sums_table
from .texts import Words


def sections_of(words: Words, state: ExportState, month: MonthSums) -> list[Section]:
    """Return the tables of a month, from the whole to the detail."""
    several = len(state.merchants) > 1
    return [
        *([_by_merchant(words, state, month)] if several else []),
        _by_channel(words, month),
        _by_day(words, state, month),
        _by_hour(words, month),
        _by_item(words, month),
        _by_item_and_channel(words, month),
        _detail(words, month, several=several),
        *([_unknown(words, month)] if month.unknown else []),
    ]


def unknown_warning(words: Words, month: MonthSums) -> list[str]:
    """Return a sentence about rows that are in no sum, if there are any."""
    if not month.unknown:
        return []
    codes = sorted({code or words("kind.none") for _, code in month.unknown})
    return [words("warning.unknown_kinds", rows=unknown_rows(month), codes=words.list(codes))]


def unknown_rows(month: MonthSums) -> int:
    """Return the number of rows that are in no sum."""
    return sum(unknown.rows for unknown in month.unknown.values())


def _by_merchant(words: Words, state: ExportState, month: MonthSums) -> Section:
    totals = added_up(month.sums, lambda key: key.app_id)
    rows = [((app_id,), totals.get(app_id, Sums())) for app_id in state.app_ids]
    table = sums_table(words, [words.column("app_id", Kind.ID)], rows)
    return Section("by_merchant", words("section.by_merchant"), table)


def _by_channel(words: Words, month: MonthSums) -> Section:
    parts = _named(month, lambda key: key.pay_type, words.channel)
    table = _table(words, "channel", parts)
    chart = chart_of(words, "by_channel", Shape.BY_NAME, parts)
    return Section("by_channel", words("section.by_channel"), table, chart)


def _by_day(words: Words, state: ExportState, month: MonthSums) -> Section:
    totals = added_up(month.sums, lambda key: key.day)
    states = state.day_states()
    rows: list[tuple[tuple[Cell, ...], Sums | None]] = []
    for day, least in states.items():
        # Of several merchants' days some may be there.
        name = "missing_in_part" if least == "missing" and day in totals else least
        there = day in totals or name in ("final", "open")
        rows.append(((day, words(f"state.{name}")), totals.get(day, Sums()) if there else None))
    table = sums_table(words, [words.column("day", Kind.DAY), words.column("state")], rows)
    parts = [(f"{day:%d}", totals.get(day, Sums())) for day in states]
    chart = chart_of(words, "by_day", Shape.OVER_TIME, parts)
    return Section("by_day", words("section.by_day"), table, chart)


def _by_hour(words: Words, month: MonthSums) -> Section:
    parts = [(f"{hour:02}", month.hours.get(hour, Sums())) for hour in range(24)]
    chart = chart_of(words, "by_hour", Shape.OVER_TIME, parts)
    if None in month.hours:
        parts.append((words("hour.none"), month.hours[None]))
    table = _table(words, "hour", parts)
    return Section("by_hour", words("section.by_hour"), table, chart)


def _by_item(words: Words, month: MonthSums) -> Section:
    parts = _named(month, lambda key: key.item, lambda item: _item(words, item))
    table = _table(words, "item_name", parts)
    chart = chart_of(words, "by_item", Shape.BY_NAME, greatest(words, parts))
    return Section("by_item", words("section.by_item"), table, chart)


def _by_item_and_channel(words: Words, month: MonthSums) -> Section:
    totals = added_up(month.sums, lambda key: (key.item, key.pay_type))
    rows: list[tuple[tuple[Cell, ...], Sums]] = [
        ((_item(words, item), words.channel(channel)), sums)
        for (item, channel), sums in sorted(totals.items(), key=lambda pair: pair[0])
    ]
    columns = [words.column("item_name"), words.column("channel")]
    title = words("section.by_item_and_channel")
    return Section("by_item_and_channel", title, sums_table(words, columns, rows))


def _detail(words: Words, month: MonthSums, *, several: bool) -> Section:
    columns = [words.column("item_name"), words.column("channel"), words.column("day", Kind.DAY)]
    rows: list[tuple[tuple[Cell, ...], Sums]] = []
    for key, sums in month.sums.items():
        left = (_item(words, key.item), words.channel(key.pay_type), key.day)
        rows.append(((key.app_id, *left) if several else left, sums))
    if several:
        columns.insert(0, words.column("app_id", Kind.ID))
    table = sums_table(words, columns, rows)
    return Section("detail", words("section.detail"), table, is_detail=True)


def _unknown(words: Words, month: MonthSums) -> Section:
    columns = (
        words.column("day", Kind.DAY),
        words.column("app_id", Kind.ID),
        words.column("operate_type", Kind.ID),
        words.column("channel"),
        words.column("item_name"),
        words.column("count", Kind.COUNT),
        words.column("listed_fee", Kind.FEN),
    )
    rows = [
        (
            key.day,
            key.app_id,
            code or words("kind.none"),
            words.channel(key.pay_type),
            _item(words, key.item),
            unknown.rows,
            unknown.fee,
        )
        for (key, code), unknown in sorted(month.unknown.items(), key=lambda pair: pair[0])
    ]
    return Section("unknown", words("section.unknown"), Table(columns, rows))


def _table(words: Words, column: str, parts: list[tuple[str, Sums]]) -> Table:
    return sums_table(words, [words.column(column)], [((name,), sums) for name, sums in parts])


def _named(
    month: MonthSums, part: Callable[[Key], str], name: Callable[[str], str]
) -> list[tuple[str, Sums]]:
    totals = added_up(month.sums, part)
    return [(name(each), totals[each]) for each in sorted(totals)]


def _item(words: Words, item: str) -> str:
    return item or words("item.none")
