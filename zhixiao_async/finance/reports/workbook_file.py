"""A report as an Excel workbook: a sheet about it, and a sheet for each section."""

from __future__ import annotations

from io import BytesIO

from ..sheets import Style, Workbook
from .model import Report, Section
from .room import longest_cells
from .texts import Words

_APART, _BLANK, _WIDEST = 3, 30, 50
"""Half-width characters: between columns, of one to be filled in, of the widest. A column is wider
than its cells by a tenth as well, since some characters are wider than a digit."""


def workbook(report: Report) -> bytes:
    """Return a report as an XLSX file; equal reports make equal bytes.

    Raises:
        InvalidRequest: A table has more rows than a sheet, or a text is longer than a cell.
    """
    file = BytesIO()
    with Workbook(file, report.made_at) as book:
        _about(book, report)
        for section in report.sections:
            _sheet(book, section)
    return file.getvalue()


def _about(book: Workbook, report: Report) -> None:
    words = Words(report.language)
    lines: list[tuple[str, str, Style]] = [(report.title, "", "title")]
    lines.extend((name, value, "prose") for name, value in report.facts)
    if report.warnings or not report.complete:
        headline = words("attention" if report.complete else "incomplete")
        lines.extend((headline, warning, "loud") for warning in report.warnings or ("",))
    for section in report.sections:
        lines.extend((section.title, note, "prose") for note in section.notes)
    lines.extend(("", line, "prose") for line in report.footer)
    book.prose(words("sheet.about"), lines)


def _sheet(book: Workbook, section: Section) -> None:
    columns = section.table.columns
    widths = [
        _BLANK if column.is_blank else min(longest * 11 // 10 + _APART, _WIDEST)
        for column, longest in zip(columns, longest_cells(section.table), strict=True)
    ]
    titles, kinds = [column.title for column in columns], [column.kind for column in columns]
    sheet = book.sheet(section.title, titles, kinds, widths=widths)
    for row in section.table.rows:
        sheet.write(row)
    sheet.finish(section.table.total)
