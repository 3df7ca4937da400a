"""A day's values as a sheet's cells, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

import pyarrow as pa

from .amounts import net_in_fen
from .exact_values import FIRST_MOMENT
from .kernels import Column, Values, kernels
from .spreadsheet_reader import Cell
from .wall_clock import NAIVE

Value: TypeAlias = str | int | date | None

_ROWS = 4096
"""Rows that are Python's objects at once."""
_NOT_IN_XML = r"[\x{fffe}\x{ffff}]"
_EXACT_TIME = pa.timestamp("us")
_HALF_A_SECOND = timedelta(milliseconds=500)


def cells_of(shown: pa.Table, table: pa.Table) -> Iterator[tuple[Value, ...]]:
    """Yield rows of cells; amounts in yuan are given in fen.

    Args:
        shown: The day's rows for people.
        table: The same rows, of ``DAY_SCHEMA``.
    """
    fen = {"fee_yuan": table.column("fee"), "net_yuan": net_in_fen(table)}
    for start in range(0, shown.num_rows, _ROWS):
        columns = [
            _cells(fen.get(name, column).slice(start, _ROWS))
            for name, column in zip(shown.column_names, shown.columns, strict=True)
        ]
        yield from zip(*columns, strict=True)


def _cells(column: Column) -> list[Any]:
    if pa.types.is_decimal(column.type):
        return [None if value is None else int(value) for value in column.to_pylist()]
    if column.type == NAIVE:
        early = kernels.less(column, pa.scalar(FIRST_MOMENT, NAIVE))
        column = kernels.floor_temporal(kernels.if_else(early, None, column), unit="second")
    elif column.type == pa.string():
        column = kernels.replace_substring_regex(column, _NOT_IN_XML, "\ufffd")
    return column.to_pylist()


def column_of(name: str, cells: Sequence[Cell], exact: Mapping[int, Any]) -> Column:
    """Return a column of the export's, times as wall clock.

    Args:
        name: Of the column.
        cells: What stands in it.
        exact: By row, the values that the cells don't give back.

    Raises:
        ValueError: A cell is of another kind than its column.
    """
    if not exact:
        with suppress(pa.ArrowInvalid, pa.ArrowTypeError):
            return pa.chunked_array([_at_once(name, cells)])
    values = [value_of(name, cell) for cell in cells]
    for row, value in exact.items():
        values[row] = value
    return pa.chunked_array([pa.array(values, _TYPES.get(name, pa.string()))])


def value_of(name: str, cell: Cell) -> Value:
    """Return the value of a cell in one of the export's columns; None for an empty one.

    Raises:
        ValueError: It is of another kind than its column.
    """
    if cell == "":
        return None
    if name == "fee" and isinstance(cell, str | int | float) and float(cell).is_integer():
        return int(cell)
    if name == "day" and isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    if name == "order_date" and isinstance(cell, date):
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        return (moment + _HALF_A_SECOND).replace(microsecond=0)
    if name not in _TYPES and isinstance(cell, str):
        return cell
    raise ValueError(f"a {type(cell).__name__} in the column {name}")


_TYPES: Mapping[str, pa.DataType] = {"fee": pa.int64(), "day": pa.date32(), "order_date": NAIVE}


def _at_once(name: str, cells: Sequence[Cell]) -> Values:
    """Return a column as :func:`value_of` reads it, ten times faster.

    Raises:
        pa.ArrowInvalid, pa.ArrowTypeError: Not every cell is as cells mostly are.
    """
    if name == "fee":
        fees: Values = pa.array(cells, pa.float64()).cast(pa.int64())
        return fees
    if name == "day":
        return pa.array(cells, pa.date32())
    if name == "order_date":
        # A time of midnight comes as a day.
        times = [cell if type(cell) is datetime else value_of(name, cell) for cell in cells]
        rounded = kernels.add(pa.array(times, _EXACT_TIME), _HALF_A_SECOND)
        seconds: Values = kernels.floor_temporal(rounded, unit="second").cast(NAIVE)
        return seconds
    texts = pa.array(cells, pa.string())
    values: Values = kernels.if_else(kernels.equal(texts, ""), None, texts)
    return values
