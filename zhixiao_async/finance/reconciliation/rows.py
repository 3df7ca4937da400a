"""Rows of the books: as their source has them, and as they are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from .mapping import PERSONAL, ColumnMapping

Cells: TypeAlias = "pa.Array[Any] | Sequence[object]"

_BOOK_FIELDS: list[pa.Field[Any]] = [
    pa.field("line", pa.int64(), nullable=False),
    pa.field("app_id", pa.string()),
    pa.field("order_id", pa.string()),
    pa.field("kind", pa.string(), nullable=False),
    pa.field("fee", pa.int64()),
    pa.field("channel", pa.string()),
    pa.field("time", pa.timestamp("ms")),
    pa.field("day", pa.date32()),
    pa.field("out_trade_no", pa.string()),
]


def book_schema(*, personal: bool) -> pa.Schema:
    """Return the columns of books as they are compared.

    ``kind`` and ``channel`` are the listing's codes, ``fee`` is in fen and never negative, ``time``
    is Beijing wall clock. All may be null but ``line`` and ``kind``; ``fee`` is null only where
    the inbox has no confirmed amount.
    """
    return pa.schema([*_BOOK_FIELDS, *(pa.field(n, pa.string()) for n in PERSONAL if personal)])


def numbered(first: int, rows: int) -> pa.Array[Any]:
    """Return the numbers of rows that follow each other."""
    ones: Any = pa.repeat(pa.scalar(1, pa.int64()), rows)
    numbers: pa.Array[Any] = pc.cumulative_sum(ones, pa.scalar(first - 1, pa.int64()))
    return numbers


@attrs.frozen(eq=False)
class RawRows:
    """Some rows as a source has them.

    Attributes:
        columns: The cells of each field that is read.
        lines: The line of each row in its file, or its number, from 1.
        cells: Returns all cells of a row by its place here.
    """

    columns: Mapping[str, Cells]
    lines: pa.Array[Any]
    cells: Callable[[int], Sequence[object]]


@attrs.define
class Reading:
    """What is known of the books beside their rows; filled in while they are read.

    Attributes:
        source: The file's name, or what the books are.
        encoding: The file's encoding; empty where the books are no text.
        rows: The rows that were read, without summaries.
        summary_lines: The lines of summaries, the first hundred.
        summaries: The number of summaries.
    """

    source: str
    encoding: str = ""
    rows: int = 0
    summary_lines: list[int] = attrs.field(factory=list)
    summaries: int = 0

    def add_summary(self, line: int) -> None:
        """Count a line that sums up others."""
        self.summaries += 1
        if len(self.summary_lines) < 100:
            self.summary_lines.append(line)


class Source(Protocol):
    """Where books are."""

    @property
    def name(self) -> str:
        """What errors and results call it."""
        ...

    def read(
        self, mapping: ColumnMapping, reading: Reading, *, personal: bool
    ) -> Iterator[RawRows]:
        """Yield the rows in order.

        Args:
            mapping: What the columns mean.
            reading: Filled in on the way.
            personal: Whether personal data is read as well.

        Raises:
            BooksRefused: The books can't be read for sure.
        """
        ...
