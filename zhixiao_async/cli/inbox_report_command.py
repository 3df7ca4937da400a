"""``zhixiao inbox report``: the payments that an inbox handled in a period, with their total."""

from __future__ import annotations

from datetime import date

import click

from ..finance.reports.inbox_report import inbox_report
from ..notify import Inbox
from .command import Command
from .numbers import first, last
from .report_output import Output, personal, with_output
from .store_database import Database, on_a_table
from .terminal import Terminal


@click.command("report", cls=Command)
@first
@last
@on_a_table("zhixiao_inbox")
@with_output
@personal
def command(
    terminal: Terminal,
    database: Database,
    *,
    first: date,
    last: date,
    personal: bool,
    output: Output,
) -> int:
    """Report, print and write."""
    report = database.ask(
        lambda store: inbox_report(
            Inbox(store, table=database.table),
            first,
            last,
            personal=personal,
            language=terminal.language,
        )
    )
    return output.give(terminal, report)
