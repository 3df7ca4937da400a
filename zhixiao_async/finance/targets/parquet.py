"""Days as Parquet files: what pandas, pyarrow, polars, DuckDB and Dask read as they are."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..receipts import KindSum
from ..schema import DAY_SCHEMA
from ..sums import SUMMED, sums_of

_ROW_GROUP = 16_384

_REPEATING = [
    "app_id", "day", "operate_type", "pay_type", "user_name", "mch_code", "order_intro", "remark",
    "item_id", "item_name", "unreadable",
]  # fmt: skip
"""Columns whose texts come again and again: for the others a dictionary costs time and bytes."""

_SEARCHED = ["day", "order_date", "fee"]
"""Columns with the least and the greatest value of each group, by which readers skip groups."""


class ParquetFormat:
    """Parquet with zstd; equal tables make equal bytes."""

    suffix = ".parquet"

    def write(self, table: pa.Table, path: Path) -> None:
        """Write a day's file."""
        with pq.ParquetWriter(
            path,
            DAY_SCHEMA,
            compression="zstd",
            compression_level=1,  # a third faster than 3, and a tenth smaller on such rows
            use_dictionary=_REPEATING,  # type: ignore[arg-type]
            write_statistics=_SEARCHED,
        ) as writer:
            writer.write_table(table, row_group_size=_ROW_GROUP)

    def sums(self, path: Path) -> tuple[KindSum, ...]:
        """Read a day's rows and fen back by kind and channel."""
        with path.open("rb") as file:
            return sums_of(pq.ParquetFile(file).read(columns=SUMMED))

    def read(self, path: Path) -> pa.Table:
        """Read a day's file, of ``DAY_SCHEMA``.

        Raises:
            OSError: It can't be read.
            ValueError: No Parquet file, or one with other columns.
        """
        # By a handle: a path would be taken for a data set, with folders' names as columns.
        with path.open("rb") as file:
            return pq.ParquetFile(file).read().cast(DAY_SCHEMA)
