"""DuckDB within bounds of memory, and the folder that it spills to."""

# ruff: noqa: S608 - all names and literals in the statements are this package's

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

THREADS = 4
"""At most; more of them need more memory."""

_NO_FILTERS = "join_filter_pushdown"
"""A join's values as a filter of the scan before it take longer than what they leave out."""


@contextmanager
def opened(
    folder: Path, *, memory: int, threads: int | None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that spills to a folder.

    Args:
        folder: Where to.
        memory: Bytes that it may hold.
        threads: Its threads; as many as there are processors, up to four, if not given.
    """
    spill = folder / "spill"
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{memory // 1_000_000}MB",
            "threads": threads or min(os.cpu_count() or 1, THREADS),
            "temp_directory": str(spill),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
        },
    )
    try:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET disabled_optimizers = '{_NO_FILTERS}'")
        yield connection
    finally:
        connection.close()


def select_few(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Execute a statement that joins many rows with the few at the right that say which are wanted.

    DuckDB would change sides where the many come as a stream, which it takes for a row or two until
    it is read: it would hold all of them in memory.
    """
    connection.execute(f"SET disabled_optimizers = '{_NO_FILTERS}, build_side_probe_side'")
    try:
        connection.execute(statement)
    finally:
        connection.execute(f"SET disabled_optimizers = '{_NO_FILTERS}'")


def first(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...] | None:
    """Return a query's only row, or None; the result is read to its end, as the next call needs."""
    rows = connection.execute(query).fetchall()
    return rows[0] if rows else None


def has_rows(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    """Return whether a table, or a query in brackets, has any row."""
    return first(connection, f"SELECT 1 FROM {rows} LIMIT 1") is not None


def batches(
    connection: duckdb.DuckDBPyConnection, query: str, rows: int
) -> Iterator[pa.RecordBatch]:
    """Yield a query's result in batches of at most so many rows."""
    relation: Any = connection.sql(query)
    # DuckDB 2 has given the method another name.
    read = getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
    yield from read(rows)


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: Path) -> str:
    """Return a file's path as SQL writes it, with nothing in it that DuckDB takes for a pattern."""
    text = str(path).replace("[", "[[]")
    return literal(text.replace("*", "[*]").replace("?", "[?]"))
