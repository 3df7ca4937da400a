"""The differences, counted and kept: in memory where they are few, else in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..sums import WIDE
from .difference import Difference
from .judging import difference_schema, judge
from .leftovers import Sides
from .result import DifferenceSum, DifferenceTable

IN_MEMORY = 20_000
"""Differences that are held in memory."""


def kept_differences(sides: Sides) -> tuple[DifferenceTable, dict[Difference, DifferenceSum]]:
    """Return the differences, and their numbers and sums by kind."""
    sums: dict[Difference, DifferenceSum] = {}
    tables = judge(sides)
    schema = difference_schema(sides)
    first: list[pa.Table] = []
    size = 0
    for table in tables:
        _add(sums, table)
        first.append(table)
        size += table.num_rows
        if size > IN_MEMORY:
            return _written(first, tables, schema, sums), _sorted(sums)
    return DifferenceTable(pa.concat_tables([schema.empty_table(), *first])), _sorted(sums)


def _written(
    first: list[pa.Table],
    others: Iterator[pa.Table],
    schema: pa.Schema,
    sums: dict[Difference, DifferenceSum],
) -> DifferenceTable:
    path = Path(tempfile.mkdtemp(prefix="zhixiao-differences-")) / "differences.parquet"
    kept = DifferenceTable(path)  # takes the folder along when it goes, also after an error
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in first:
            writer.write_table(table)
        for table in others:
            _add(sums, table)
            writer.write_table(table)
    return kept


def _add(sums: dict[Difference, DifferenceSum], table: pa.Table) -> None:
    """Count a batch's differences, and the rows of the range in them."""
    narrow = table.select(["type", "gateway_carried", "books_carried"])
    for side in ("gateway", "books"):
        fee = table.column(f"{side}_fee").cast(WIDE)
        narrow = narrow.append_column(f"{side}_fee", fee)
        narrow = narrow.append_column(f"has_{side}", table.column(side).is_valid())
    keys = ["type", "gateway_carried", "books_carried", "has_gateway", "has_books"]
    grouped = narrow.group_by(keys).aggregate(
        [("gateway_fee", "sum"), ("books_fee", "sum"), ([], "count_all")]
    )
    for row in grouped.to_pylist():
        kind, count = Difference(row["type"]), row["count_all"]
        before = sums.get(kind, DifferenceSum())
        gateway = row["has_gateway"] and not row["gateway_carried"]
        books = row["has_books"] and not row["books_carried"]
        sums[kind] = DifferenceSum(
            before.differences + count,
            before.gateway_rows + count * gateway,
            before.gateway_fee + int(row["gateway_fee_sum"] or 0) * gateway,
            before.books_rows + count * books,
            before.books_fee + int(row["books_fee_sum"] or 0) * books,
        )


def _sorted(sums: dict[Difference, DifferenceSum]) -> dict[Difference, DifferenceSum]:
    return {kind: sums[kind] for kind in Difference if kind in sums}
