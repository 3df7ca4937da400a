"""A report in the terminal."""

from __future__ import annotations

from ..fields import printable
from ..finance.kinds import Kind
from ..finance.reports.cells import shown
from ..finance.reports.model import Report, Section, Table
from ..finance.reports.texts import Words
from .terminal import Terminal


def print_report(terminal: Terminal, report: Report, *, detail: bool = False) -> None:
    """Print a report's tables; into a pipe, as lines.

    Args:
        terminal: Where; its language isn't the report's, which has its own.
        report: The report.
        detail: Whether the tables that may be very long are printed as well.
    """
    words = Words(report.language)
    terminal.say(report.title, "bold")
    terminal.fields((name, printable(value)) for name, value in report.facts)
    if report.warnings or not report.complete:
        style = "yellow" if report.complete else "bold red"
        terminal.say("")
        terminal.say(words("attention" if report.complete else "incomplete"), style)
        for warning in report.warnings:
            terminal.say(f"  {printable(warning)}", style)
    for section in report.sections:
        terminal.say("")
        terminal.say(section.title, "bold")
        _print(terminal, words, section, detail=detail)
    terminal.say("")
    for line in report.footer:
        terminal.say(line, "dim")


def _print(terminal: Terminal, words: Words, section: Section, *, detail: bool) -> None:
    for note in section.notes:
        terminal.say(note)
    table = section.table
    if not table.rows:
        terminal.say(words("none"))
    elif section.is_detail and not detail:
        terminal.say(words("detail.elsewhere", count=f"{len(table.rows):,}"))
    else:
        _print_table(terminal, table.filled())


def _print_table(terminal: Terminal, table: Table) -> None:
    columns = [column for column in table.columns if not column.is_blank]
    rows = [*table.rows, *([] if table.total is None else [table.total])]
    cells = [
        [
            shown(cell, column.kind)
            for cell, column in zip(row, table.columns, strict=True)
            if not column.is_blank
        ]
        for row in rows
    ]
    terminal.table(
        [column.title for column in columns],
        cells[: len(table.rows)],
        numbers=[place for place, column in enumerate(columns) if column.kind.is_number],
        prose=[place for place, column in enumerate(columns) if column.kind is Kind.TEXT],
        total=[] if table.total is None else cells[-1],
        headed=True,
    )
