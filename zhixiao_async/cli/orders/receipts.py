"""``zhixiao orders receipts``: 票据台账 of an export's orders, asked for one by one."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import date
from pathlib import Path

import click

from ...client import Client
from ...finance.reports.model import Report
from ...finance.reports.receipt_ledger import receipt_ledger
from ...finance.reports.receipt_queries import ReceiptPace
from ...finance.targets.opening import open_target
from ...finance.targets.target import Target
from ..command import Command
from ..errors import CommandError
from ..merchants import one_merchant
from ..numbers import count, first, last
from ..report_output import INCOMPLETE, Output, personal, with_output
from ..terminal import Terminal
from ..wording import Text
from .options import file_format


@click.command("receipts", cls=Command)
@click.argument("target", metavar="DIR|URL")
@first
@last
@one_merchant
@click.option("--answers", type=Path, metavar="FILE")
@click.option("--refresh", is_flag=True)
@click.option("--rate", default="5", type=count, metavar="N", show_default=True)
@with_output
@personal
@file_format
@click.pass_obj
def command(
    terminal: Terminal,
    /,
    target: str,
    first: date,
    last: date,
    merchant: str,
    answers: Path | None,
    refresh: bool,
    rate: int,
    output: Output,
    personal: bool,
    file_format: str,
) -> int:
    """Ask, report, print and write."""
    pace = ReceiptPace(rate=float(rate))

    async def ledger(place: Target) -> Report:
        async with Client.from_env(merchant) as client:
            words = {"step": Text("orders.receipts.step"), "rate": Text("orders.receipts.speed")}
            with terminal.progress(None, **words) as advance:
                return await receipt_ledger(
                    client,
                    place,
                    first,
                    last,
                    answers=answers,
                    pace=pace,
                    refresh=refresh,
                    personal=personal,
                    language=terminal.language,
                    progress=lambda _, due: advance(1, due),
                )

    try:
        with closing(open_target(target, file_format)) as place:
            report = asyncio.run(ledger(place))
    except KeyboardInterrupt:
        if answers is None:
            raise
        kept = Text("orders.receipts.interrupted", file=answers)
        raise CommandError(kept, code=INCOMPLETE) from None
    return output.give(terminal, report)
