"""The cells of a workbook's sheet, as they were typed: texts, numbers, days and times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""An empty cell is an empty text."""


def rows_of(path: Path) -> Iterator[list[Cell]]:
    """Yield the rows of a workbook's first sheet.

    Raises:
        OSError: The file can't be read.
        ValueError: It is no workbook.
    """
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            yield from book.get_sheet_by_index(0).iter_rows()
    except CalamineError as error:
        raise ValueError(f"no workbook: {type(error).__name__}") from None
