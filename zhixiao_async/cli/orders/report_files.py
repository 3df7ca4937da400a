"""A report written to the files that were asked for."""

from __future__ import annotations

from pathlib import Path

from ...finance.reports.model import Report


def write_files(report: Report, html: Path | None, xlsx: Path | None) -> None:
    """Write a page and a workbook; nothing where no file is named."""
    # Each is imported where it is wanted: together they take a tenth of the command's start.
    if html is not None:
        from ...finance.reports.html_page import html_page

        html.write_text(html_page(report), "utf-8")
    if xlsx is not None:
        from ...finance.reports.workbook_file import workbook

        xlsx.write_bytes(workbook(report))
