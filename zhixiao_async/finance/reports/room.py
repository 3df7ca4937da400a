"""How much room a table's columns take."""

from __future__ import annotations

from itertools import islice

from ..width import cells_of
from .cells import shown
from .model import Table

_MEASURED = 1000
"""Rows that are looked at: those of a long table are alike."""


def longest_cells(table: Table) -> list[int]:
    """Return the length of each column's longest cell in half-width characters."""
    rows = [*islice(table.rows, _MEASURED), *([] if table.total is None else [table.total])]
    return [
        max((cells_of(shown(row[place], column.kind)) for row in rows), default=0)
        for place, column in enumerate(table.columns)
    ]
