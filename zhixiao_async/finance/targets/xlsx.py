"""Days as workbooks for Excel and WPS: the rows, their totals, and what they prove.

Ids are texts, amounts are numbers, and times are dates in Beijing time. A day has as many rows at
most as a sheet, and takes its time: CSV is written a hundred times faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa

from ...messages.text import Text
from ..errors import ExportFailed
from ..kinds import Kind
from ..receipts import KindSum
from ..schema import DAY_SCHEMA, MOMENT
from ..sheets import LONGEST_TEXT, MOST_ROWS, Workbook
from ..sums import sums_of
from .columns import IDS, TITLES, Header, for_people, from_people, names, titles
from .exact_values import exact_values, restored
from .kernels import Column, kernels
from .sheet_cells import cells_of, value_of
from .spreadsheet_reader import Cell, rows_of
from .wall_clock import NAIVE
from .xlsx_totals import add_totals

_KINDS = {"day": Kind.DAY, "order_date": Kind.MOMENT, "fee": Kind.COUNT}
_KINDS |= dict.fromkeys(IDS, Kind.ID) | dict.fromkeys(("fee_yuan", "net_yuan"), Kind.FEN)
_EXACT = "exact"
"""The title of the hidden column."""
_NO_DAY = datetime(1980, 1, 1)


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
        exact = exact_values(shown.select(DAY_SCHEMA.names))
        _must_fit(shown, exact)
        # A fixed time: equal tables make equal bytes.
        created = datetime.combine(table["day"][0].as_py(), time()) if table.num_rows else _NO_DAY
        kinds = [_KINDS.get(name, Kind.TEXT) for name in TITLES]
        name = Text("sheet.rows").to("zh" if self._header == "zh" else "en")
        with Workbook(path, created) as book:
            heads = [*titles(self._header), _EXACT]
            sheet = book.sheet(name, heads, [*kinds, Kind.TEXT], hidden=1)
            for cells, kept in zip(cells_of(shown, table), exact, strict=True):
                sheet.write([*cells, kept])
            sheet.finish()
            add_totals(book, table, self._header)

    def sums(self, path: Path) -> tuple[KindSum, ...]:
        """Read rows and fen back, by kind and channel.

        Raises:
            OSError: The file can't be read.
            ValueError: No workbook, or one with other columns or values.
        """
        return sums_of(self.read(path))

    def read(self, path: Path) -> pa.Table:
        """Read a day's file, of ``DAY_SCHEMA``, with titles of either kind.

        Raises:
            OSError: It can't be read.
            ValueError: No workbook, or one with other columns or values.
        """
        rows = rows_of(path)
        *found, last = [str(title) for title in next(rows, [""])]
        if last != _EXACT:
            raise ValueError("other columns than an export's")
        known = names(found)
        values = [_values(known, row) for row in rows]
        columns = {
            field.name: _column([row[field.name] for row in values], field.type)
            for field in DAY_SCHEMA
        }
        return from_people(columns)


def _values(known: Sequence[str], row: Sequence[Cell]) -> dict[str, Any]:
    *cells, exact = row
    values: dict[str, Any] = {
        name: value_of(name, cell)
        for name, cell in zip(known, cells, strict=True)
        if name in DAY_SCHEMA.names
    }
    return values | restored(str(exact))


def _column(values: Sequence[Any], kind: pa.DataType) -> Column:
    return pa.chunked_array([pa.array(values, NAIVE if kind == MOMENT else kind)])


def _must_fit(shown: pa.Table, exact: Sequence[str | None]) -> None:
    if shown.num_rows >= MOST_ROWS:
        raise ExportFailed(
            Text("export.beyond_a_sheet", rows=shown.num_rows, maximum=MOST_ROWS - 1)
        )
    kept = pa.chunked_array([pa.array(exact, pa.string())])
    for name, column in zip([*TITLES, _EXACT], [*shown.columns, kept], strict=True):
        if column.type == pa.string():
            longest = kernels.max(kernels.utf8_length(column)).as_py() or 0
            if longest > LONGEST_TEXT:
                raise ExportFailed(Text("export.beyond_a_cell", column=name, maximum=LONGEST_TEXT))
