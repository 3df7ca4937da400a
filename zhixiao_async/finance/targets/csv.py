r"""Days as CSV files for a finance office, which a double click opens in Excel or WPS.

UTF-8 with a byte order mark, lines that end in CRLF, times as Beijing wall clock, amounts in fen
and in yuan. Texts are quoted and nulls are not: an empty text is ``""``. Ids, and texts that look
like a number or a formula, are written as :mod:`.guarded_text` says. A program takes that off
again, here pandas and DuckDB::

    frame = pandas.read_csv(path, dtype=str, encoding="utf-8-sig")
    frame = frame.replace(r"(?s)^(?:=\"(.*)\"|'(.*))$", r"\1\2", regex=True)

    SELECT regexp_replace("知校订单号", '^(?:="(.*)"|''(.*))$', '\1\2', 's')
    FROM read_csv('2026-11-02.csv', all_varchar = true)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from ..receipts import KindSum
from ..schema import DAY_SCHEMA
from ..sums import SUMMED, sums_of
from .columns import CODES, IDS, Header, for_people, from_people, names, titles
from .guarded_text import BYTE_ORDER_MARK, Quote, quoted, unguard
from .kernels import Column, Values, kernels
from .row_texts import row_texts
from .wall_clock import NAIVE

_ROWS = 32_768
"""Rows that are put into text at once."""
_LONGEST_ROW = 1 << 26
"""Bytes of a row that can be read, as many as a reply of the listing may have."""

_TYPES = {"fee": pa.int64(), "day": pa.date32(), "order_date": NAIVE}


class CsvFormat:
    """CSV for people; equal tables make equal bytes.

    Args:
        header: ``zh`` for Chinese titles and words, ``wire`` for the document's names of fields.
            :meth:`read` takes either.
    """

    suffix = ".csv"

    def __init__(self, header: Header = "zh") -> None:
        self._header: Header = header

    def write(self, table: pa.Table, path: Path) -> None:
        """Write a day's file."""
        shown = for_people(table, self._header)
        with path.open("wb") as file:
            head = ",".join(f'"{title}"' for title in titles(self._header))
            file.write(f"{BYTE_ORDER_MARK}{head}\r\n".encode())
            for start in range(0, shown.num_rows, _ROWS):
                piece = shown.slice(start, _ROWS)
                cells = [_cells(name, piece.column(name)) for name in piece.column_names]
                file.write(row_texts(cells, between=",", end="\r\n"))

    def sums(self, path: Path) -> tuple[KindSum, ...]:
        """Read rows and fen back, by kind and channel.

        Raises:
            OSError: The file can't be read.
            ValueError: No CSV file, or one with other columns or values.
        """
        columns = _read(path, SUMMED)
        return sums_of(pa.Table.from_arrays([*columns.values()], names=[*columns]))

    def read(self, path: Path) -> pa.Table:
        """Read a day's file, of ``DAY_SCHEMA``, with titles of either kind.

        Raises:
            OSError: It can't be read.
            ValueError: No CSV file, or one with other columns or values.
        """
        return from_people(_read(path, DAY_SCHEMA.names))


def _read(path: Path, wanted: Sequence[str]) -> dict[str, Column]:
    with path.open("rb") as file:
        head = file.readline().decode("utf-8-sig").rstrip("\r\n")
        found = [title.strip('"') for title in head.split(",")]
        title_of = dict(zip(names(found), found, strict=True))
        file.seek(0)
        read = csv.read_csv(
            file,
            read_options=csv.ReadOptions(block_size=_LONGEST_ROW),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                include_columns=[title_of[name] for name in wanted],
                column_types={title_of[name]: _TYPES.get(name, pa.string()) for name in wanted},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    return {
        name: column if name in _TYPES else unguard(column)
        for name, column in zip(wanted, read.columns, strict=True)
    }


def _cells(name: str, column: Column) -> Values:
    values = column.combine_chunks()
    if values.type == NAIVE:
        return _times(values)
    if values.type not in (pa.string(), pa.date32()):
        return values.cast(pa.string())
    # Each text once: three times faster, since most columns repeat theirs.
    encoded = values.dictionary_encode()
    if values.type == pa.date32():
        return encoded.dictionary.cast(pa.string()).take(encoded.indices)
    quote: Quote = "all" if name in IDS else "nothing" if name in CODES else "numbers"
    cells: Values = quoted(encoded.dictionary, quote).take(encoded.indices)
    return cells


def _times(values: Values) -> Values:
    if not kernels.any(kernels.not_equal(kernels.millisecond(values), 0)).as_py():
        return values.cast(pa.timestamp("s")).cast(pa.string())
    times: Values = kernels.replace_substring_regex(values.cast(pa.string()), r"\.000$", "")
    return times
