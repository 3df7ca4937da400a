"""Excel workbooks: ids as text, amounts and days as such, and no formula of anybody's text.

Only this file needs xlsxwriter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self, TypeAlias

import xlsxwriter

from ..errors import InvalidRequest
from ..fields import beijing, yuan
from ..messages.text import Text
from .kinds import Kind
from .width import cells_of

Value: TypeAlias = str | int | date | None
"""Of a cell: a text, a number, an amount in fen, a day or an aware time."""

Style: TypeAlias = Literal["title", "heading", "number", "loud", "prose"]

MOST_ROWS = 1_048_576
"""Rows of a sheet, its headings among them."""

LONGEST_TEXT = 32_767
"""Characters of a cell."""

_WORDS, _SENTENCE = 24, 100
_FILTER = 3
"""The button of a filter covers the end of a heading."""
_LONGEST_NAME = 31
_EVERYWHERE = "A1:XFD1048576"
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_MOST_EXACT = 10**15
"""Amounts of fewer digits than this are exact in a spreadsheet, which keeps fifteen."""

_FORMATS: Mapping[Kind, dict[str, Any]] = {
    Kind.TEXT: {"num_format": "@", "valign": "top"},
    Kind.ID: {"num_format": "@", "valign": "top"},
    Kind.COUNT: {"num_format": "#,##0", "valign": "top"},
    Kind.FEN: {"num_format": "#,##0.00;[Red]-#,##0.00", "valign": "top"},
    Kind.DAY: {"num_format": "yyyy-mm-dd", "valign": "top"},
    Kind.MOMENT: {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"},
}
_WIDTHS: Mapping[Kind, int] = {
    Kind.TEXT: 24,
    Kind.ID: 28,
    Kind.COUNT: 10,
    Kind.FEN: 18,
    Kind.DAY: 12,
    Kind.MOMENT: 20,
}


class Workbook:
    """A workbook that is written row by row, with flat memory; closed by ``with``.

    Args:
        file: Where it is written, a path or a file open for binary writing.
        created: The time in its properties; Beijing time if it is naive.
    """

    def __init__(self, file: Path | BinaryIO, created: datetime) -> None:
        self._book: Any = xlsxwriter.Workbook(
            str(file) if isinstance(file, Path) else file,
            {"constant_memory": True, "default_date_format": "yyyy-mm-dd"},
        )
        self._book.set_properties({"created": beijing(created).replace(tzinfo=None)})
        self._plain = {kind: self._book.add_format(each) for kind, each in _FORMATS.items()}
        below = {"bold": True, "top": 1}
        self._total = {kind: self._book.add_format(each | below) for kind, each in _FORMATS.items()}
        wrapped = {"text_wrap": True, "valign": "top"}
        self._broken = self._book.add_format(_FORMATS[Kind.TEXT] | wrapped)
        heading = {**wrapped, "bold": True, "bg_color": "#F4F6F8"}
        self._styles: dict[Style, Any] = {
            "title": self._book.add_format({"bold": True, "font_size": 14}),
            "heading": self._book.add_format(heading),
            "number": self._book.add_format({**heading, "align": "right"}),
            "loud": self._book.add_format({**wrapped, "bold": True, "font_color": "#B42318"}),
            "prose": self._book.add_format(wrapped),
        }
        self._names: set[str] = set()

    def sheet(
        self,
        name: str,
        titles: Sequence[str],
        kinds: Sequence[Kind],
        *,
        widths: Sequence[int] | None = None,
        hidden: int = 0,
    ) -> Sheet:
        """Begin a sheet with its headings, which stay in sight and come again on every page.

        The sheet before it is finished by this.

        Args:
            name: Its name; shortened, and without the characters that Excel forbids.
            titles: The headings.
            kinds: What each column holds.
            widths: The columns', in half-width characters; text that is longer is broken into
                lines. By what they hold if None.
            hidden: So many columns at the end aren't shown.
        """
        plain = self._plain if widths is None else {**self._plain, Kind.TEXT: self._broken}
        formats = plain, self._total, {kind: self._heading(kind) for kind in Kind}
        page = self._page(name)
        sheet = Sheet(page, titles, kinds, name, formats)
        for place, width in enumerate(widths or [_WIDTHS[kind] for kind in kinds]):
            page.set_column(place, place, max(width, cells_of(titles[place]) + _FILTER))
        if hidden:
            page.set_column(len(kinds) - hidden, len(kinds) - 1, None, None, {"hidden": True})
        return sheet

    def _heading(self, kind: Kind) -> Any:
        return self._styles["number" if kind.is_number else "heading"]

    def prose(self, name: str, lines: Iterable[tuple[str, str, Style]]) -> None:
        """Add a sheet of prose.

        Args:
            name: Its name.
            lines: A few words, a sentence to them, and how they look.
        """
        sheet = self._page(name)
        sheet.set_column(0, 0, _WORDS)
        sheet.set_column(1, 1, _SENTENCE)
        for row, (few, sentence, style) in enumerate(lines):
            sheet.write_string(row, 0, few, self._styles[style])
            sheet.write_string(row, 1, sentence, self._styles[style])

    def _page(self, name: str) -> Any:
        sheet = self._book.add_worksheet(self._free(name))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P / &N")
        sheet.ignore_errors({"number_stored_as_text": _EVERYWHERE})  # no warning at every id
        return sheet

    def _free(self, name: str) -> str:
        wanted = name.translate(_FORBIDDEN).strip().strip("'")[:_LONGEST_NAME] or "-"
        free, number = wanted, 2
        while free.casefold() in self._names:
            ending = f" {number}"
            free, number = wanted[: _LONGEST_NAME - len(ending)] + ending, number + 1
        self._names.add(free.casefold())
        return free

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()


class Sheet:
    """One sheet of typed columns, made by :meth:`Workbook.sheet`; rows are written in order."""

    def __init__(
        self,
        sheet: Any,
        titles: Sequence[str],
        kinds: Sequence[Kind],
        name: str,
        formats: tuple[Mapping[Kind, Any], Mapping[Kind, Any], Mapping[Kind, Any]],
    ) -> None:
        self._sheet, self._kinds, self._name = sheet, kinds, name
        plain, total, headings = formats
        self._plain, self._total = ([each[kind] for kind in kinds] for each in (plain, total))
        for place, (title, kind) in enumerate(zip(titles, kinds, strict=True)):
            sheet.write_string(0, place, title, headings[kind])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        self._next = 1

    def write(self, values: Sequence[Value]) -> None:
        """Write a row; amounts are fen, and times aware.

        Raises:
            InvalidRequest: The sheet is full.
        """
        self._write(values, self._plain)

    def finish(self, total: Sequence[Value] | None = None) -> None:
        """Put filters over the rows, and write a row of sums below them.

        Raises:
            InvalidRequest: The sheet is full.
        """
        if self._next > 1:
            self._sheet.autofilter(0, 0, self._next - 1, len(self._kinds) - 1)
        if total is not None:
            self._write(total, self._total)

    def _write(self, values: Sequence[Value], styles: Sequence[Any]) -> None:
        if self._next >= MOST_ROWS:
            rule = Text("rule.sheet_is_full", sheet=self._name, maximum=MOST_ROWS)
            raise InvalidRequest("rows", rule)
        cells = zip(values, self._kinds, styles, strict=True)
        for place, (value, kind, style) in enumerate(cells):
            # An empty cell among the rows looks like none at all, and takes as long as a full one.
            if value is not None or styles is self._total:
                self._cell(place, value, kind, style)
        self._next += 1

    def _cell(self, place: int, value: Value, kind: Kind, style: Any) -> None:
        sheet, row = self._sheet, self._next
        if value is None:
            sheet.write_blank(row, place, None, style)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, place, beijing(value).replace(tzinfo=None), style)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, value, style)
        elif isinstance(value, str):
            sheet.write_string(row, place, _fitting(value), style)
        elif abs(value) >= _MOST_EXACT:
            sheet.write_string(row, place, yuan(value) if kind is Kind.FEN else str(value), style)
        else:
            sheet.write_number(row, place, value / 100 if kind is Kind.FEN else value, style)


def _fitting(text: str) -> str:
    size = len(text)
    if size > LONGEST_TEXT // 2:  # Excel counts in UTF-16
        size = len(text.encode("utf-16-le")) // 2
    if size <= LONGEST_TEXT:
        return text
    rule = Text("rule.beyond_a_cell", maximum=LONGEST_TEXT, size=size)
    raise InvalidRequest("rows", rule)
