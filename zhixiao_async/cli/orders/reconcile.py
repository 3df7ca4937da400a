"""``zhixiao orders reconcile``: an export compared with one's own books."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import click

from ...errors import InvalidRequest
from ...finance.reconciliation.books import Books
from ...finance.reconciliation.reconciling import reconcile
from ...finance.reports.reconciliation_report import reconciliation_report
from ...finance.targets.opening import open_target
from ...finance.targets.target import Target
from ...messages import text
from ..command import Command
from ..errors import CommandError
from ..numbers import one_day
from ..report_output import Output, personal, with_output
from ..terminal import Terminal
from ..wording import Text
from .options import file_format

_WORKBOOKS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")


def _pair(text: str) -> tuple[str, str]:
    field, separator, column = text.partition("=")
    if not (field and separator and column):
        raise click.BadParameter(Text("orders.not_pair", given=text))
    return field, column


@click.command("reconcile", cls=Command)
@click.argument("target", metavar="DIR|URL")
@click.option("--books", required=True, metavar="FILE", type=Path)
@click.option("--map", "columns", multiple=True, required=True, type=_pair, metavar="FIELD=COLUMN")
@click.option("--unit", type=click.Choice(["yuan", "fen"]), default="yuan", metavar="yuan|fen",
              show_default=True)  # fmt: skip
@click.option("--from", "first", type=one_day, metavar="DAY")
@click.option("--to", "last", type=one_day, metavar="DAY")
@click.option("--pool", type=Path, metavar="FILE")
@with_output
@personal
@file_format
@click.pass_obj
def command(
    terminal: Terminal,
    /,
    target: str,
    books: Path,
    columns: Sequence[tuple[str, str]],
    unit: str,
    first: date | None,
    last: date | None,
    pool: Path | None,
    output: Output,
    personal: bool,
    file_format: str,
) -> int:
    """Compare, print and write reports."""
    own = _books(books, dict(columns), unit)
    with closing(open_target(target, file_format)) as place:
        days = _days(place, first, last)
        found = asyncio.run(reconcile(place, own, *days, personal=personal, pool=pool))
    report = reconciliation_report(found, personal=personal, language=terminal.language)
    return output.give(terminal, report, as_json=found.to_json)


def _books(path: Path, columns: Mapping[str, str], unit: str) -> Books:
    if not path.is_file():
        raise CommandError(Text("orders.no_books", file=path))
    make = Books.excel if path.suffix.lower() in _WORKBOOKS else Books.csv
    return make(path, columns, unit="yuan" if unit == "yuan" else "fen")


def _days(place: Target, first: date | None, last: date | None) -> tuple[date, date]:
    """Return the range; where an end isn't given, as far as the export goes."""
    if first is not None and last is not None:
        return first, last
    days = [receipt.day for receipt in place.receipts()]
    if not days:
        raise InvalidRequest("target", text.Text("rule.nothing_exported"))
    return first or min(days), last or max(days)
