"""An export in a DuckDB file: each day is replaced in one transaction, in Arrow's columns.

DuckDB lets one process have a file open. So the file is opened for each step alone, and whoever
finds it taken waits.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

from ...messages.text import Text
from ..errors import ExportFailed
from ..receipts import KindSum, Receipt, later_reading
from ..schema import DAY_SCHEMA
from ..sums import damaged, must_read_back
from .digest import digest_of
from .duckdb_tables import CREATE, DELETE, INSERT, KEEP, OF_DAY, RECEIPTS, ROWS, SUMS
from .kept import Kept, KeptDays, kept_of, receipt_in

_SECONDS = 60
"""Seconds to wait for another process, which has the file for one day."""
_PAUSE = 0.02
"""Seconds between two attempts."""
_TAKEN = ("Could not set lock", "another process")
"""What DuckDB says of a taken file, on Unix and on Windows."""


class DuckDBFile(KeptDays):
    """Days as rows of two tables in a DuckDB file; a :class:`.target.Target`.

    Args:
        path: The file; made when the first day is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def write(self, table: pa.Table, receipt: Receipt) -> Receipt:
        """Put a day in the place of what stands there; as :meth:`.target.Target.write`.

        Raises:
            ExportFailed: Also where the file can't be written, or another process keeps it.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        digest = digest_of(table)
        with self._opened(read_only=False) as connection:
            connection.begin()
            connection.execute(CREATE)
            standing = receipt_in(_kept(connection, receipt.app_id, receipt.day))
            if (later := later_reading(standing, receipt)) is not None:
                return later
            _replace(connection, table, receipt, digest)
            connection.commit()
        return receipt

    def close(self) -> None:
        """Nothing is held open."""

    def _kept(self, app_id: str | None = None, day: date | None = None) -> list[Kept]:
        with self._reading() as connection:
            return _kept(connection, app_id, day)

    def _day(self, app_id: str, day: date) -> tuple[pa.Table, Kept]:
        with self._reading() as connection:
            kept = _kept(connection, app_id, day)
            if not kept:
                raise damaged(app_id, day, Text("export.absent"))
            # DuckDB has given empty results other types.
            rows = connection.sql(ROWS, params=[app_id, day]).to_arrow_table()
        return rows.cast(DAY_SCHEMA), kept[0]

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the file; while there is none, an empty database."""
        if not self._path.exists():
            with duckdb.connect() as connection:
                yield connection
            return
        with self._opened(read_only=True) as connection:
            yield connection

    @contextmanager
    def _opened(self, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with self._lock, _connected(self._path, read_only=read_only) as connection:
                yield connection
        except duckdb.Error as error:
            # Its own words may repeat a payer's.
            raise ExportFailed(Text("export.database", reason=type(error).__name__)) from None


def _connected(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    patience = time.monotonic() + _SECONDS
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only)
        except duckdb.ConnectionException:  # this process has it open in another way
            if not read_only:
                raise
            read_only = False
        except duckdb.IOException as error:
            if not any(word in str(error) for word in _TAKEN):
                raise
            if time.monotonic() > patience:
                raise ExportFailed(Text("export.file_taken", seconds=_SECONDS)) from None
            time.sleep(_PAUSE)


def _replace(
    connection: duckdb.DuckDBPyConnection, table: pa.Table, receipt: Receipt, digest: str
) -> None:
    key = [receipt.app_id, receipt.day]
    connection.execute(KEEP, [*key, receipt.rows, receipt.is_open, digest, receipt.to_json()])
    connection.execute(DELETE, key)
    numbers = pa.array(range(1, table.num_rows + 1), pa.int32())
    connection.register("written", table.append_column("row_no", numbers))
    connection.execute(INSERT)
    connection.unregister("written")
    must_read_back(receipt, _sums(connection, receipt.app_id, receipt.day))


def _sums(connection: duckdb.DuckDBPyConnection, app_id: str, day: date) -> tuple[KindSum, ...]:
    rows = connection.execute(SUMS, [app_id, day]).fetchall()
    return tuple(sorted(KindSum(kind or "", channel or "", *sums) for kind, channel, *sums in rows))


def _kept(
    connection: duckdb.DuckDBPyConnection, app_id: str | None = None, day: date | None = None
) -> list[Kept]:
    query, key = (RECEIPTS, []) if app_id is None else (f"{RECEIPTS} {OF_DAY}", [app_id, day])
    try:
        return kept_of(connection.execute(query, key).fetchall())
    except duckdb.CatalogException:  # no day was written yet
        return []
