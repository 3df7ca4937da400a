"""``zhixiao orders verify``: an export read back, and compared with the gateway's counts."""

from __future__ import annotations

import asyncio

import click

from ...finance.export.verify import Verification, verify_export
from ..command import Command
from ..merchants import merchants
from ..report_output import COMPLETE, DIFFERENT
from ..terminal import Terminal
from ..wording import Text
from .amounts import amounts, still_open
from .options import file_format


@click.command("verify", cls=Command)
@click.argument("target", metavar="DIR|URL")
@click.option("--gateway", is_flag=True)
@merchants
@file_format
@click.pass_obj
def command(
    terminal: Terminal, target: str, gateway: bool, merchants: tuple[str, ...], file_format: str
) -> int:
    """Verify, and print what is wrong."""
    asked = merchants if gateway else False
    found = asyncio.run(verify_export(target, gateway=asked, format=file_format))
    _print(terminal, found)
    return COMPLETE if found.is_clean else DIFFERENT


def _print(terminal: Terminal, found: Verification) -> None:
    terminal.fields([(Text("orders.days"), f"{len(found.receipts):,}"), *amounts(found.receipts)])
    for finding in found.findings:
        terminal.say(finding.text, "bold red")
    if found.open:
        terminal.say(still_open(receipt.day for receipt in found.open))
    if found.is_clean:
        terminal.say(Text("orders.verify.clean", counted=found.counted), "green")
