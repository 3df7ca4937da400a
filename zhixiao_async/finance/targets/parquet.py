"""Days as Parquet files: what pandas, pyarrow, polars, DuckDB and Dask read as they are."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..schema import DAY_SCHEMA

_ROW_GROUP = 16_384


class ParquetFormat:
    """Parquet with zstd; equal tables make equal bytes."""

    suffix = ".parquet"

    def write(self, table: pa.Table, path: Path) -> None:
        """Write a day's file."""
        with pq.ParquetWriter(path, DAY_SCHEMA, compression="zstd", compression_level=3) as writer:
            writer.write_table(table, row_group_size=_ROW_GROUP)

    def read(self, path: Path) -> pa.Table:
        """Read a day's file, of ``DAY_SCHEMA``.

        Raises:
            OSError: It can't be read.
            ValueError: No Parquet file, or one with other columns.
        """
        # By a handle: a path would be taken for a data set, with folders' names as columns.
        with path.open("rb") as file:
            return pq.ParquetFile(file).read().cast(DAY_SCHEMA)
