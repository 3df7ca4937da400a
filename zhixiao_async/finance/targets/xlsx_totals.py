"""The sheets behind a workbook's rows: what they add up to, and what they don't prove."""

from __future__ import annotations

import pyarrow as pa

from ...messages.text import Text
from ..kinds import Kind
from ..sheets import Workbook
from ..sums import WIDE, sums_of
from .amounts import net_in_fen
from .columns import CODES, Header, language_of, word

_TITLES = ("sheet.kind", "sheet.channel", "sheet.count", "sheet.amount", "sheet.net")
_KINDS = (Kind.TEXT, Kind.TEXT, Kind.COUNT, Kind.FEN, Kind.FEN)


def add_totals(book: Workbook, table: pa.Table, header: Header) -> None:
    """Add a sheet of totals by kind and channel, and a sentence on what they are.

    Args:
        book: The workbook.
        table: The day's rows, of ``DAY_SCHEMA``.
        header: Says in which language.
    """
    language = language_of(header)
    name, *titles = (Text(key).to(language) for key in ("sheet.totals", *_TITLES))
    sheet = book.sheet(name, titles, _KINDS)
    nets = _nets(table)
    for each in sums_of(table):
        codes = {"operate_type": each.operate_type, "pay_type": each.pay_type}
        words = [word(code, CODES[field], header) for field, code in codes.items()]
        sheet.write([*words, each.rows, each.fee, nets[each.operate_type, each.pay_type]])
    net = sum(each for each in nets.values() if each is not None)
    sheet.finish([name, None, table.num_rows, None, net])
    note = Text("sheet.note").to(language)
    book.prose(note, [(note, Text("sheet.proves").to(language), "prose")])


def _nets(table: pa.Table) -> dict[tuple[str, str], int | None]:
    """Return what the rows of each kind and channel add to the money received, in fen."""
    kinds = [table.column(name).cast(pa.string()) for name in CODES]
    narrow = pa.Table.from_arrays([*kinds, net_in_fen(table).cast(WIDE)], [*CODES, "net"])
    grouped = narrow.group_by([*CODES]).aggregate([("net", "sum")]).to_pylist()
    return {
        (row["operate_type"] or "", row["pay_type"] or ""): (
            None if row["net_sum"] is None else int(row["net_sum"])
        )
        for row in grouped
    }
