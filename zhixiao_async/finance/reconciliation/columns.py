"""Columns of the books, read whole: the plainest forms at once, and all others cell by cell.

A column takes the fast way only if every cell of it is of a form that :mod:`.values` would read to
the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from ...fields import Unreadable
from ...messages.text import Text
from .errors import BooksRefused, refused_cell
from .rows import Cells
from .values import Unit, is_blank, plain, read_amount, read_moment, read_number
from .words import Words

T = TypeVar("T")

_PLAIN_YUAN = r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$"
_PLAIN_FEN = "^-?[0-9]{1,18}$"
WALL_CLOCK = pa.timestamp("ms")
_MOST_WORDS = 10


@attrs.frozen(eq=False)
class Column:
    """A column of some rows.

    Attributes:
        source: The file's name, or what the books are.
        header: The column's.
        lines: The line of each row.
        cells: The cells, as the source has them.
    """

    source: str
    header: str
    lines: pa.Array[Any]
    cells: Cells

    def refused(self, place: int, rule: Text, given: object = "") -> BooksRefused:
        """Return the error for a cell."""
        return refused_cell(self.source, self.lines[place].as_py(), self.header, rule, given)

    def each(self, read: Callable[[object], T]) -> list[T]:
        """Read cell by cell.

        Raises:
            BooksRefused: A cell can't be read; the error names row and column.
        """
        read_cells: list[T] = []
        for place, value in enumerate(values(self.cells)):
            try:
                read_cells.append(read(value))
            except Unreadable as error:
                raise self.refused(place, error.rule, value) from None
        return read_cells


def values(cells: Cells) -> Sequence[object]:
    """Return cells as Python's values."""
    return cells.to_pylist() if isinstance(cells, pa.Array) else cells


def numbers(column: Column) -> pa.Array[Any]:
    """Return the orders' numbers; null where there is none."""
    cells = column.cells
    if not isinstance(cells, pa.Array):
        return pa.array(column.each(read_number), pa.string())
    if not pa.types.is_string(cells.type):
        return pa.array(column.each(read_number), pa.string())
    is_plain = pc.ascii_is_alnum(cells)
    if pc.all(is_plain, skip_nulls=False).as_py():
        return cells
    odd: Any = pc.coalesce(pc.invert(is_plain), pa.scalar(True))
    where = pc.indices_nonzero(odd)
    part = Column(column.source, column.header, column.lines.take(where), cells.take(where))
    read: pa.Array[Any] = pa.array(part.each(read_number), pa.string())
    whole: pa.Array[Any] = pc.replace_with_mask(cells, odd, read)
    return whole


def amounts(column: Column, unit: Unit, *, may_lack: bool = False) -> pa.Array[Any]:
    """Return amounts in fen with their signs; null only where a blank is let through."""
    cells = column.cells
    if isinstance(cells, pa.Array):
        quick = _plain_amounts(cells, unit)
        if quick is not None:
            return quick

    @lru_cache(1 << 16)
    def read(value: object) -> int | None:
        return None if may_lack and is_blank(value) else read_amount(value, unit)

    return pa.array(column.each(read), pa.int64())


def _plain_amounts(cells: pa.Array[Any], unit: Unit) -> pa.Array[Any] | None:
    if cells.null_count:
        return None
    if pa.types.is_string(cells.type):
        pattern = _PLAIN_YUAN if unit == "yuan" else _PLAIN_FEN
        if not pc.all(pc.match_substring_regex(cells, pattern)).as_py():
            return None
        if unit == "fen":
            return cells.cast(pa.int64())
        # Exact up to 14 digits, and 30 times faster than decimals.
        hundreds = pc.multiply(cells.cast(pa.float64()), pa.scalar(100.0))
        return pc.round(hundreds).cast(pa.int64())
    if pa.types.is_integer(cells.type) and unit == "fen" and not pa.types.is_uint64(cells.type):
        return cells.cast(pa.int64())
    return None


def moments(column: Column) -> pa.Array[Any]:
    """Return times as Beijing wall clock; null for a blank."""
    cells: Any = column.cells
    if isinstance(cells, pa.Array):
        if pa.types.is_timestamp(cells.type):
            if cells.type.tz is not None:
                zone = pa.timestamp(cells.type.unit, "Asia/Shanghai")
                zoned: Any = cells.cast(zone)
                cells = pc.local_timestamp(zoned)
            moments: pa.Array[Any] = cells.cast(WALL_CLOCK, safe=False)
            return moments
        if pa.types.is_string(cells.type):
            try:
                return cells.cast(WALL_CLOCK)
            except pa.ArrowInvalid:
                pass  # other forms are among them

    @lru_cache(1 << 16)
    def read(value: object) -> datetime | None:
        return read_moment(value)

    return pa.array(column.each(read), WALL_CLOCK)


def coded(column: Column, words: Words, *, strict: bool) -> pa.Array[Any]:
    """Return the listing's codes for words.

    Args:
        column: Of words.
        words: Those that are known.
        strict: Refuse a word that isn't known and a blank, instead of keeping the word, and null.

    Raises:
        BooksRefused: Such a word; it is repeated unless the column holds many, as names would be.
    """
    encoded: Any = texts(column.cells).dictionary_encode()
    distinct: list[str] = encoded.dictionary.to_pylist()
    codes = [words.code(word) for word in distinct]
    if strict:
        unknown = [word for word, code in zip(distinct, codes, strict=True) if code is None]
        if unknown or encoded.null_count:
            _refuse_word(column, encoded, unknown)
    else:
        codes = [
            code or (None if is_blank(word) else plain(word))
            for word, code in zip(distinct, codes, strict=True)
        ]
    return pa.array(codes, pa.string()).take(encoded.indices)


def _refuse_word(column: Column, encoded: Any, unknown: list[str]) -> None:
    for place, word in enumerate(encoded.to_pylist()):
        if word is None or is_blank(word):
            raise column.refused(place, Text("rule.no_kind"))
        if word in unknown:
            if len(unknown) > _MOST_WORDS:
                raise column.refused(place, Text("rule.no_kind"))
            raise column.refused(place, Text("rule.unknown_kind", word=plain(word)))


def texts(cells: Cells) -> pa.Array[Any]:
    """Return cells as text, null for a blank."""
    if isinstance(cells, pa.Array) and pa.types.is_string(cells.type):
        return cells
    return pa.array(
        [None if is_blank(value) else plain(str(value)) for value in values(cells)], pa.string()
    )


def clean_texts(cells: Cells) -> pa.Array[Any]:
    """Return cells as text without blanks and a spreadsheet's marks, null where nothing is left."""
    return pa.array(
        [None if value is None else (plain(str(value)) or None) for value in values(cells)],
        pa.string(),
    )
