"""A report written to the files that were asked for."""

from __future__ import annotations

from pathlib import Path

from ...finance.reports.html_page import html_page
from ...finance.reports.model import Report
from ...finance.reports.workbook_file import workbook


def write_files(report: Report, html: Path | None, xlsx: Path | None) -> None:
    """Write a page and a workbook; nothing where no file is named."""
    if html is not None:
        html.write_text(html_page(report), "utf-8")
    if xlsx is not None:
        xlsx.write_bytes(workbook(report))
