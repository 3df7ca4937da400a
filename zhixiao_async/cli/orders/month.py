"""``zhixiao orders month``: 月报 of an export, in the terminal and as files."""

from __future__ import annotations

from contextlib import closing

import click

from ...finance.reports.monthly import monthly_report
from ...finance.targets.opening import open_target
from ..command import Command
from ..report_output import Output, with_output
from ..terminal import Terminal
from .options import file_format


@click.command("month", cls=Command)
@click.argument("target", metavar="DIR|URL")
@click.argument("month", metavar="YYYY-MM")
@with_output
@file_format
@click.pass_obj
def command(
    terminal: Terminal, /, target: str, month: str, output: Output, file_format: str
) -> int:
    """Report, print and write."""
    with closing(open_target(target, file_format)) as place:
        report = monthly_report(place, month, language=terminal.language)
    return output.give(terminal, report)
