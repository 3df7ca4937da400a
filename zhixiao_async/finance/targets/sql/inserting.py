"""A day's rows put into the table in the fastest way that a driver has."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from pyarrow import csv

from .tables import ORDERS

_ROWS = 10_000
"""Rows handed to a driver at once."""


def insert(connection: sa.Connection, rows: pa.Table) -> None:
    """Insert rows that are made for drivers."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in rows.column_names)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {ORDERS.name} ({names}) FROM STDIN (FORMAT csv)", rows)
        return
    mark = {"qmark": "?", "format": "%s", "pyformat": "%s"}[connection.dialect.paramstyle]
    marks = ", ".join([mark] * rows.num_columns)
    statement = f"INSERT INTO {ORDERS.name} ({names}) VALUES ({marks})"  # noqa: S608 - our names
    for piece in rows.to_batches(max_chunksize=_ROWS):
        values = [column.to_pylist() for column in piece.columns]
        connection.exec_driver_sql(statement, list(zip(*values, strict=True)))


def _copy(connection: sa.Connection, statement: str, rows: pa.Table) -> None:
    """Send rows as CSV, where a null is an empty cell and an empty text is quoted."""
    driver: Any = connection.connection.driver_connection
    plain = csv.WriteOptions(include_header=False, batch_size=_ROWS)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for piece in rows.to_batches(max_chunksize=_ROWS):
            sink = pa.BufferOutputStream()
            csv.write_csv(pa.Table.from_batches([piece]), sink, plain)
            copy.write(memoryview(sink.getvalue()))
