"""A report as an Excel workbook: a sheet about it, and a sheet for each section."""

from __future__ import annotations

from io import BytesIO

from ..sheets import Style, Workbook
from .model import Report, Section
from .texts import Words


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
    lines: list[tuple[str, str, Style]] = [(report.title, "", "heading")]
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
    titles, kinds = [column.title for column in columns], [column.kind for column in columns]
    sheet = book.sheet(section.title, titles, kinds)
    for row in section.table.rows:
        sheet.write(row)
    sheet.finish(section.table.total)
