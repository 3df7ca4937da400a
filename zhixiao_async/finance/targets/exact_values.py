"""Values that a sheet's cells don't give back: they are kept in a hidden column, as JSON.

A cell knows no difference between an empty text and none, rounds the parts of a second, has no
time before 1900, and its XML spoils some characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa

from .kernels import Column, kernels
from .wall_clock import NAIVE

FIRST_MOMENT = datetime(1900, 3, 1)
"""Before it a spreadsheet counts a day that never was."""

_SPOILED = (
    r"^$|^[\s\x{a0}\x{3000}]|[\s\x{a0}\x{3000}]$|_x[0-9A-Fa-f]{4}_"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{fffe}\x{ffff}]"
)


def exact_values(table: pa.Table) -> list[str | None]:
    """Return a JSON object for each row with what its cells don't give back; None for nothing.

    Args:
        table: With texts, numbers, days, and times as wall clock.
    """
    kept: list[dict[str, Any]] = [{} for _ in range(table.num_rows)]
    for name, column in zip(table.column_names, table.columns, strict=True):
        for row, value in _spoiled(column):
            kept[row][name] = value
    return [json.dumps(values, separators=(",", ":")) if values else None for values in kept]


def restored(text: str) -> dict[str, Any]:
    """Return what :func:`exact_values` kept of a row.

    Raises:
        ValueError: It is something else.
    """
    values = json.loads(text) if text else {}
    if not isinstance(values, dict) or not all(isinstance(each, str) for each in values.values()):
        raise ValueError("no exact values")
    if "order_date" in values:
        values["order_date"] = datetime.fromisoformat(values["order_date"])
    return values


def _spoiled(column: Column) -> Iterator[tuple[int, object]]:
    if column.type == pa.string():
        spoiled = kernels.match_substring_regex(column, _SPOILED)
        texts = column
    elif column.type == NAIVE:
        early = kernels.less(column, pa.scalar(FIRST_MOMENT, NAIVE))
        spoiled = kernels.or_(early, kernels.not_equal(kernels.millisecond(column), 0))
        texts = column.cast(pa.string())
    else:
        return
    rows = kernels.indices_nonzero(spoiled)
    yield from zip(rows.to_pylist(), texts.take(rows).to_pylist(), strict=True)
