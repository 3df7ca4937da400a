"""A day's rows as a database's drivers take and return them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from ...schema import DAY_SCHEMA, MOMENT
from ..kernels import Column
from ..wall_clock import NAIVE, from_wall_clock, to_wall_clock
from .tables import DAY, ORDERS

READ = [name for name in DAY_SCHEMA.names if name not in DAY]
"""The columns that are read: the others are the same in all rows of a day."""


def for_drivers(table: pa.Table) -> pa.Table:
    """Return a day's rows in the columns of the database's table, times and days as texts."""
    columns = {"row_no": pa.chunked_array([pa.array(range(1, table.num_rows + 1), pa.int32())])}
    for name in table.column_names:
        columns[name] = _for_drivers(table.column(name))
    names = ORDERS.columns.keys()
    return pa.Table.from_arrays([columns[name] for name in names], names=names)


def from_drivers(rows: Sequence[Sequence[Any]], app_id: str, day: date) -> pa.Table:
    """Return a day's rows, of ``DAY_SCHEMA``.

    Args:
        rows: The database's, with the columns :data:`READ`, times as wall clock.
        app_id: The merchant, the same in every row.
        day: The day.
    """
    columns: dict[str, Sequence[Any]] = dict.fromkeys(READ, ())
    if rows:
        columns = dict(zip(READ, zip(*rows, strict=True), strict=True))
    columns |= {"app_id": [app_id] * len(rows), "day": [day] * len(rows)}
    return pa.Table.from_arrays(
        [_from_drivers(columns[field.name], field.type) for field in DAY_SCHEMA], schema=DAY_SCHEMA
    )


def _from_drivers(values: Sequence[Any], kind: pa.DataType) -> Column:
    array = pa.chunked_array([pa.array(values, NAIVE if kind == MOMENT else kind)])
    return from_wall_clock(array) if kind == MOMENT else array


def _for_drivers(column: Column) -> Column:
    if column.type == pa.int64():
        return column
    return (to_wall_clock(column) if column.type == MOMENT else column).cast(pa.string())
