"""``zhixiao orders month``: 月报 of an export, in the terminal and as files."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from ...finance.reports.json_text import json_text
from ...finance.reports.monthly import monthly_report
from ...finance.targets.opening import open_target
from ..command import Command
from ..report_tables import print_report
from ..terminal import Terminal
from .options import COMPLETE, INCOMPLETE, file_format, html, xlsx
from .report_files import write_files


@click.command("month", cls=Command)
@click.argument("target", metavar="DIR|URL")
@click.argument("month", metavar="YYYY-MM")
@html
@xlsx
@click.option("--json", "as_json", is_flag=True)
@file_format
@click.pass_obj
def command(
    terminal: Terminal,
    /,
    target: str,
    month: str,
    html: Path | None,
    xlsx: Path | None,
    as_json: bool,
    file_format: str,
) -> int:
    """Report, print and write."""
    with closing(open_target(target, file_format)) as place:
        report = monthly_report(place, month, language=terminal.language)
    write_files(report, html, xlsx)
    if as_json:
        click.echo(json_text(report), nl=False)
    else:
        print_report(terminal, report)
    return COMPLETE if report.complete else INCOMPLETE
