"""``zhixiao journal report``: refunds in flight (在途退款), and what else is open (未决)."""

from __future__ import annotations

from typing import Any

import click

from ..client import Client
from ..finance.reports.journal_report import journal_report
from ..finance.reports.model import Report
from ..journal import RefundJournal
from ..store import Store
from .command import Command
from .merchants import one_merchant
from .report_output import Output, with_output
from .store_database import Database, on_a_table
from .terminal import Terminal


@click.command("report", cls=Command)
@on_a_table("zhixiao_journal")
@one_merchant
@with_output
def command(terminal: Terminal, database: Database, *, merchant: str, output: Output) -> int:
    """Report, print and write."""

    async def report(store: Store[Any]) -> Report:
        async with Client.from_env(merchant) as client:
            journal = RefundJournal(client, store, table=database.table)
            return await journal_report(journal, language=terminal.language)

    return output.give(terminal, database.ask(report))
