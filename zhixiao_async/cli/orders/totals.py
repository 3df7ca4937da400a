"""``zhixiao orders totals``: what the gateway lists, added up, with nothing kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date

import click

from ...finance.export.totals import Total, totals
from ...finance.reports.cells import grouped_yuan
from ..command import Command
from ..merchants import merchants
from ..numbers import first, last
from ..report_output import COMPLETE
from ..terminal import Terminal
from ..wording import Text
from .amounts import still_open

_COLUMNS = ("merchant", "day", "kind", "channel", "count", "amount")


@click.command("totals", cls=Command)
@first
@last
@merchants
@click.pass_obj
def command(terminal: Terminal, first: date, last: date, merchants: tuple[str, ...]) -> int:
    """Add up, and print."""
    found = asyncio.run(totals(merchants, first, last))
    net = sum(total.net for total in found)
    rows = f"{sum(total.rows for total in found):,}"
    terminal.table(
        [Text(f"orders.totals.{name}") for name in _COLUMNS],
        [list(_cells(total)) for total in found],
        numbers=(4, 5),
        total=[Text("orders.totals.net"), "", "", "", rows, grouped_yuan(net)],
        headed=True,
    )
    if open_days := [total.day for total in found if total.is_open]:
        terminal.say(still_open(open_days))
    terminal.say(Text("orders.no_arrival"))
    return COMPLETE


def _cells(total: Total) -> Iterator[str]:
    yield total.app_id
    yield str(total.day)
    yield Text(f"orders.kind.{total.kind}") if total.kind else Text("orders.unknown")
    yield Text(f"orders.channel.{total.channel}") if total.channel else Text("orders.unknown")
    yield f"{total.rows:,}"
    yield grouped_yuan(total.net)
