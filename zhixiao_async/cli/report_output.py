"""Where a report goes: the terminal, and the files that were asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any

import attrs
import click

from ..finance.reports.json_text import json_text
from ..finance.reports.model import Report
from .errors import CommandError
from .report_tables import print_report
from .terminal import Terminal
from .wording import Text

COMPLETE, DIFFERENT, INCOMPLETE = 0, 1, 3
"""Exit codes: all is there and equal; something differs or is to be done; something is missing.
2: no start."""

personal = click.option("--personal", is_flag=True)
"""Whether payers are named."""

_OPTIONS = (
    click.option("--html", type=Path, metavar="FILE"),
    click.option("--xlsx", type=Path, metavar="FILE"),
    click.option("--csv", type=Path, metavar="FOLDER"),
    click.option("--json", "as_json", is_flag=True),
)


@attrs.frozen
class Output:
    """Where a report goes.

    Attributes:
        html: The page's file.
        xlsx: The workbook's.
        csv: The folder that a file of each table comes to.
        as_json: Whether JSON is printed instead of tables.
    """

    html: Path | None
    xlsx: Path | None
    csv: Path | None
    as_json: bool

    def give(
        self, terminal: Terminal, report: Report, *, as_json: Callable[[], str] | None = None
    ) -> int:
        """Write a report, print it, and return the exit code that it means.

        Args:
            terminal: Where it is printed.
            report: The report.
            as_json: Makes the JSON, if that isn't the report's own.
        """
        try:
            self._write(report)
        except OSError as error:  # Windows doesn't let a file be written that Excel has open
            reason = Text("report.not_written", file=error.filename, reason=error.strerror)
            raise CommandError(reason) from None
        if self.as_json:
            click.echo(as_json() if as_json else json_text(report), nl=False)
        else:
            print_report(terminal, report)
        if not report.complete:
            return INCOMPLETE
        return DIFFERENT if report.to_do else COMPLETE

    def _write(self, report: Report) -> None:
        # Each is imported where it is wanted: together they take a tenth of the command's start.
        if self.html is not None:
            from ..finance.reports.html_page import html_page

            self.html.write_text(html_page(report), "utf-8")
        if self.xlsx is not None:
            from ..finance.reports.workbook_file import workbook

            self.xlsx.write_bytes(workbook(report))
        if self.csv is not None:
            from ..finance.reports.csv_text import csv_text

            self.csv.mkdir(parents=True, exist_ok=True)
            for section in report.sections:
                (self.csv / f"{section.name}.csv").write_bytes(csv_text(report, section.name))


def with_output(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options that say where a report goes; the function gets the :class:`Output`."""

    def wrapper(
        *given: Any,
        html: Path | None,
        xlsx: Path | None,
        csv: Path | None,
        as_json: bool,
        **rest: Any,
    ) -> int:
        return function(*given, output=Output(html, xlsx, csv, as_json), **rest)

    wrapped: Callable[..., int] = update_wrapper(wrapper, function)
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
