"""What a comparison has found."""

from __future__ import annotations

import json
import shutil
import weakref
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from ...fields import yuan
from ...messages.catalogue import Language
from ...messages.text import Text
from .difference import Difference, DifferenceRow
from .totals import TotalRow


@attrs.frozen
class Matched:
    """The rows that agree.

    Attributes:
        rows: Pairs of them.
        fee: Their sum in fen at the gateway, never negative.
        unconfirmed_rows: Those of them for which the books have no amount.
        unconfirmed_fee: Their sum in fen at the gateway.
    """

    rows: int
    fee: int
    unconfirmed_rows: int = 0
    unconfirmed_fee: int = 0


@attrs.frozen
class DifferenceSum:
    """The differences of one kind.

    Attributes:
        differences: Their number.
        gateway_rows: The gateway's rows in them, without those carried from an earlier run.
        gateway_fee: Their sum in fen, never negative.
        books_rows: The books' rows in them, likewise.
        books_fee: Their sum in fen, likewise.
    """

    differences: int = 0
    gateway_rows: int = 0
    gateway_fee: int = 0
    books_rows: int = 0
    books_fee: int = 0


@attrs.frozen(kw_only=True)
class BooksRead:
    """What was read of the books.

    Attributes:
        source: The file's name, or what the books are.
        encoding: The file's encoding; empty where the books are no text.
        rows: Rows that were read, without summaries.
        compared: Those of the range and of its merchants.
        compared_fee: Their sum in fen, never negative.
        outside: Rows of days outside of the range.
        other_merchants: Rows of merchants that aren't compared.
        summaries: Lines like 合计, which aren't rows.
        summary_lines: Their line numbers, the first hundred.
    """

    source: str
    encoding: str
    rows: int
    compared: int
    compared_fee: int
    outside: int
    other_merchants: int
    summaries: int
    summary_lines: tuple[int, ...]


@attrs.frozen(kw_only=True)
class GatewayRead:
    """What was read of the export.

    Attributes:
        merchants: The merchants' ids.
        rows: Rows of the range.
        compared: Those of the kinds that the books hold.
        compared_fee: Their sum in fen, never negative.
        open_days: Merchants and days that could still change when they were exported.
        missing_days: Merchants and days that the export doesn't have whole.
    """

    merchants: tuple[str, ...]
    rows: int
    compared: int
    compared_fee: int
    open_days: tuple[tuple[str, date], ...]
    missing_days: tuple[tuple[str, date], ...]


@attrs.frozen(kw_only=True, eq=False)
class Reconciliation:
    """The result of a comparison. Many differences stay in a file until it is let go.

    Every compared row of either side is in one place: among the matched, or in one difference.

    Attributes:
        begin: The first day.
        end: The last day.
        matched: The rows that agree.
        sums: The differences by kind, without kinds of which there is none.
        totals: Both sides by day, kind and channel.
        books: What was read of the books.
        gateway: What was read of the export.
    """

    begin: date
    end: date
    matched: Matched
    sums: Mapping[Difference, DifferenceSum]
    totals: tuple[TotalRow, ...]
    books: BooksRead
    gateway: GatewayRead
    _table: DifferenceTable = attrs.field(repr=False, alias="table")

    @property
    def differences(self) -> Iterator[DifferenceRow]:
        """The differences by day and order, read a batch at a time."""
        for batch in self._table.batches():
            for row in batch.to_pylist():
                row["type"] = Difference(row["type"])
                yield DifferenceRow(**row)

    def to_table(self) -> pa.Table:
        """Return the differences as one table, with a struct for each record."""
        return pa.Table.from_batches(self._table.batches(), self._table.schema)

    @property
    def counts(self) -> Mapping[Difference, int]:
        """The number of differences by kind, without kinds of which there is none."""
        return {kind: each.differences for kind, each in self.sums.items()}

    @property
    def is_complete(self) -> bool:
        """Whether the export has every day of the range whole, and none is still open."""
        return not self.gateway.missing_days and not self.gateway.open_days

    @property
    def is_clean(self) -> bool:
        """Whether both sides agree, and no day of the range can still change."""
        return self.is_complete and not self.sums

    def to_json(self) -> str:
        """Return everything as JSON text; a difference's type by name, days and times as ISO."""
        shown = {
            "begin": self.begin,
            "end": self.end,
            "is_clean": self.is_clean,
            "is_complete": self.is_complete,
            "matched": attrs.asdict(self.matched),
            "counts": self.counts,
            "sums": {kind: attrs.asdict(each) for kind, each in self.sums.items()},
            "totals": [_total(row) for row in self.totals],
            "books": attrs.asdict(self.books),
            "gateway": attrs.asdict(self.gateway),
            "differences": [_difference(row) for row in self.differences],
        }
        return json.dumps(shown, default=_plain, ensure_ascii=False, indent=1) + "\n"

    def localized(self, language: Language) -> str:
        """Return a short summary in a language."""
        lines: list[Text] = [
            Text("reconcile.range", begin=self.begin, end=self.end),
            Text("reconcile.matched", rows=self.matched.rows, yuan=yuan(self.matched.fee)),
        ]
        if not self.sums:
            lines.append(Text("reconcile.no_difference"))
        for kind, each in self.sums.items():
            label = kind.label if language == "zh" else kind.value
            lines.append(Text("reconcile.count", label=label, count=each.differences))
        if self.gateway.open_days:
            lines.append(Text("reconcile.open_days", count=len(self.gateway.open_days)))
        if self.gateway.missing_days:
            lines.append(Text("reconcile.missing_days", count=len(self.gateway.missing_days)))
        return "\n".join(line.to(language) for line in lines)

    def __str__(self) -> str:
        return self.localized("en")


class DifferenceTable:
    """The differences, in memory, or in a file whose folder goes with this object.

    Args:
        given: A table, or a file of Parquet alone in its folder.
    """

    def __init__(self, given: pa.Table | Path) -> None:
        self._given = given
        if isinstance(given, Path):
            weakref.finalize(self, shutil.rmtree, given.parent, ignore_errors=True)

    @property
    def schema(self) -> pa.Schema:
        """The table's columns."""
        if isinstance(self._given, Path):
            return pq.read_schema(self._given)
        return self._given.schema

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows in order."""
        if isinstance(self._given, Path):
            with pq.ParquetFile(self._given) as file:
                yield from file.iter_batches(10_000)
        else:
            yield from self._given.to_batches(10_000)


def _total(row: TotalRow) -> dict[str, Any]:
    more = {"difference": row.difference, "gateway_net": row.gateway_net}
    return attrs.asdict(row) | more | {"books_net": row.books_net}


def _difference(row: DifferenceRow) -> dict[str, Any]:
    shown = attrs.asdict(row, recurse=False)
    return shown | {"label": row.type.label, "surplus": row.surplus}


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value))
