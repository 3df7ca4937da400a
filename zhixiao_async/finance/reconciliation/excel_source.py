"""Books in a spreadsheet, ``.xls`` or ``.xlsx`` (python-calamine)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import attrs
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from ...messages.text import Text
from .errors import BooksRefused
from .mapping import ColumnMapping, header_text, places
from .rows import RawRows, Reading, numbered

_BATCH = 50_000
_PREAMBLE = 50


@attrs.frozen
class ExcelSource:
    """A sheet of a workbook.

    Attributes:
        path: The file.
        sheet: The sheet's name, or its place from 0.
    """

    path: Path
    sheet: str | int = 0

    @property
    def name(self) -> str:
        """The file's name and the sheet."""
        return f"{self.path.name} [{self.sheet}]"

    def read(
        self, mapping: ColumnMapping, reading: Reading, *, personal: bool
    ) -> Iterator[RawRows]:
        """Yield the rows; as :meth:`.rows.Source.read`."""
        wanted = mapping.wanted(personal=personal)
        sheet = self._opened()
        rows = sheet.iter_rows()
        # Blank rows above the first used one aren't among them.
        line = 1 + (sheet.start[0] if sheet.start else 0)
        headers: list[Any] = []
        for row in islice(rows, _PREAMBLE):
            line += 1
            names = {header_text(cell) for cell in row}
            if names >= set(wanted.values()):
                headers = row
                break
            if not headers and any(names):
                headers = row
        at = places(self.name, wanted, headers)
        while batch := list(islice(rows, _BATCH)):
            yield RawRows(
                {field: [row[place] for row in batch] for field, place in at.items()},
                numbered(line, len(batch)),
                batch.__getitem__,
            )
            line += len(batch)

    def _opened(self) -> CalamineSheet:
        try:
            book = CalamineWorkbook.from_path(self.path)
            if isinstance(self.sheet, int) and self.sheet < len(book.sheet_names):
                return book.get_sheet_by_index(self.sheet)
            if self.sheet in book.sheet_names:
                return book.get_sheet_by_name(str(self.sheet))
        except CalamineError as error:
            reason = type(error).__name__
            raise BooksRefused(
                Text("books.not_workbook", source=self.path.name, reason=reason)
            ) from None
        names = ", ".join(book.sheet_names)
        raise BooksRefused(
            Text("books.no_sheet", source=self.path.name, sheet=self.sheet, found=names)
        )
