"""Days as workbooks for Excel and WPS: the rows, their totals, and what they prove.

Ids are texts, amounts are numbers, and times are dates in Beijing time. A day has as many rows at
most as a sheet, and takes its time: CSV is written a hundred times faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from itertools import repeat
from pathlib import Path

import pyarrow as pa

from ...messages.text import Text
from ..errors import ExportFailed
from ..kinds import Kind
from ..receipts import KindSum
from ..schema import DAY_SCHEMA
from ..sheets import LONGEST_TEXT, MOST_ROWS, Workbook
from ..sums import SUMMED, sums_of
from .columns import IDS, Header, for_people, from_people, language_of, names, titles
from .exact_values import exact_values, restored
from .kernels import Column, kernels
from .sheet_cells import cells_of, column_of
from .spreadsheet_reader import rows_of
from .xlsx_totals import add_totals

_KINDS = {"day": Kind.DAY, "order_date": Kind.MOMENT, "fee": Kind.COUNT}
_KINDS |= dict.fromkeys(IDS, Kind.ID) | dict.fromkeys(("fee_yuan", "net_yuan"), Kind.FEN)
_EXACT = "exact"
"""The title of the hidden column."""
_NO_DAY = datetime(1980, 1, 1)
_ASTRAL = r"[\x{10000}-\x{10ffff}]"


class XlsxFormat:
    """XLSX for people; equal tables make equal bytes.

    Args:
        header: ``zh`` for Chinese titles and words, ``wire`` for the document's names of fields.
            :meth:`read` takes either.
    """

    suffix = ".xlsx"

    def __init__(self, header: Header = "zh") -> None:
        self._header: Header = header

    def write(self, table: pa.Table, path: Path) -> None:
        """Write a day's file.

        Raises:
            ExportFailed: A sheet can't hold the day, or a cell one of its texts.
        """
        shown = for_people(table, self._header)
        kept = pa.array(exact_values(shown.select(DAY_SCHEMA.names)), pa.string())
        shown = shown.append_column(_EXACT, kept)
        _must_fit(shown)
        # A fixed time: equal tables make equal bytes.
        created = datetime.combine(table["day"][0].as_py(), time()) if table.num_rows else _NO_DAY
        kinds = [_KINDS.get(name, Kind.TEXT) for name in shown.column_names]
        name = Text("sheet.rows").to(language_of(self._header))
        with Workbook(path, created) as book:
            sheet = book.sheet(name, [*titles(self._header), _EXACT], kinds, hidden=1)
            for cells in cells_of(shown, table):
                sheet.write(cells)
            sheet.finish()
            add_totals(book, table, self._header)

    def sums(self, path: Path) -> tuple[KindSum, ...]:
        """Read rows and fen back, by kind and channel.

        Raises:
            OSError: The file can't be read.
            ValueError: No workbook, or one with other columns or values.
        """
        columns = _read(path, SUMMED)
        return sums_of(pa.Table.from_arrays([*columns.values()], names=[*columns]))

    def read(self, path: Path) -> pa.Table:
        """Read a day's file, of ``DAY_SCHEMA``, with titles of either kind.

        Raises:
            OSError: It can't be read.
            ValueError: No workbook, or one with other columns or values.
        """
        return from_people(_read(path, DAY_SCHEMA.names))


def _read(path: Path, wanted: Sequence[str]) -> dict[str, Column]:
    head, *rows = [*rows_of(path)] or [[""]]
    *found, last = [str(title) for title in head]
    if last != _EXACT:
        raise ValueError("other columns than an export's")
    columns = zip(*rows, strict=True) if rows else repeat((), len(head))
    cells = dict(zip([*names(found), _EXACT], columns, strict=True))
    exact = {row: restored(str(text)) for row, text in enumerate(cells[_EXACT]) if text}
    return {
        name: column_of(
            name, cells[name], {row: kept[name] for row, kept in exact.items() if name in kept}
        )
        for name in wanted
    }


def _must_fit(shown: pa.Table) -> None:
    if shown.num_rows >= MOST_ROWS:
        raise ExportFailed(
            Text("export.beyond_a_sheet", rows=shown.num_rows, maximum=MOST_ROWS - 1)
        )
    for name, column in zip(shown.column_names, shown.columns, strict=True):
        if column.type == pa.string() and _longest(column) > LONGEST_TEXT:
            raise ExportFailed(Text("export.beyond_a_cell", column=name, maximum=LONGEST_TEXT))


def _longest(texts: Column) -> int:
    """Return the characters of the longest text as a spreadsheet counts them, in UTF-16."""
    longest = kernels.max(kernels.binary_length(texts)).as_py() or 0
    if longest > LONGEST_TEXT:
        astral = kernels.count_substring_regex(texts, _ASTRAL)
        longest = kernels.max(kernels.add(kernels.utf8_length(texts), astral)).as_py()
    return int(longest)
