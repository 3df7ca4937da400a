"""``zhixiao orders export``: whole days into a directory or a database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from ...finance.export.export_day import DayResult, DayState
from ...finance.export.report import ExportReport
from ...finance.export.run import export_orders
from ...finance.reports.cells import grouped_yuan
from ...finance.targets.columns import Header
from ..command import Command
from ..errors import CommandError
from ..merchants import merchants
from ..numbers import count, first, last
from ..report_output import COMPLETE, INCOMPLETE
from ..terminal import Terminal
from ..wording import Text
from .amounts import amounts, still_open
from .options import days_between, file_format


@click.command("export", cls=Command)
@first
@last
@click.option("--to", "target", required=True, metavar="DIR|URL")
@merchants
@file_format
@click.option("--header", type=click.Choice(["zh", "wire"]), metavar="zh|wire")
@click.option("--workers", default="1", type=count, metavar="N", show_default=True)
@click.option("--dask", metavar="ADDRESS")
@click.option("--limit", default="8", type=count, metavar="N", show_default=True)
@click.option("--recheck", default="2", type=count, metavar="DAYS", show_default=True)
@click.pass_obj
def command(terminal: Terminal, /, first: date, last: date, **options: Any) -> int:
    """Export, and print what was done."""
    done: list[DayResult] = []
    try:
        report = asyncio.run(_export(terminal, first, last, done, **options))
    except KeyboardInterrupt:
        days = days_between(first, last) * len(options["merchants"])
        whole = sum(result.state is not DayState.FAILED for result in done)
        said = Text("orders.export.interrupted", done=whole, days=days)
        raise CommandError(said, code=INCOMPLETE) from None
    _print(terminal, report)
    return COMPLETE if report.is_complete else INCOMPLETE


async def _export(
    terminal: Terminal,
    first: date,
    last: date,
    done: list[DayResult],
    *,
    target: str,
    merchants: tuple[str, ...],
    file_format: str,
    header: Header | None,
    workers: int,
    dask: str | None,
    limit: int,
    recheck: int,
) -> ExportReport:
    days = days_between(first, last) * len(merchants)
    words = {"step": Text("orders.export.step"), "rate": Text("orders.export.rate")}
    with terminal.progress(days, **words) as advance:

        def note(result: DayResult) -> None:
            done.append(result)
            read = result.state in (DayState.WRITTEN, DayState.CHANGED, DayState.UNCHANGED)
            advance(result.receipt.rows if read and result.receipt else 0)

        return await export_orders(
            merchants,
            first,
            last,
            target,
            format=file_format,
            header=header,
            workers=workers,
            dask=dask,
            limit=limit,
            recheck=recheck,
            progress=note,
        )


def _print(terminal: Terminal, report: ExportReport) -> None:
    counts = report.counts
    terminal.fields(
        (Text(f"orders.state.{state.value}"), f"{counts[state]:,}")
        for state in DayState
        if counts[state]
    )
    terminal.fields(amounts(each.receipt for each in report.results if each.receipt is not None))
    for text in _remarks(report):
        terminal.say(text)
    for result in report.failed:
        named = {"merchant": result.merchant, "day": result.day}
        reason = "" if result.error is None else result.error.localized(terminal.language)
        terminal.complain("zhixiao orders", Text("orders.failed", reason=reason, **named))


def _remarks(report: ExportReport) -> Iterator[Text]:
    for result in report.changed:
        if result.receipt is not None and (changes := result.receipt.changes) is not None:
            yield Text(
                "orders.changed",
                merchant=result.merchant,
                day=result.day,
                added=changes.added,
                removed=changes.removed,
                amount=grouped_yuan(changes.fee),
            )
    if report.open:
        yield still_open(result.day for result in report.open)
    if report.not_tried:
        yield Text("orders.not_tried", days=report.not_tried)
    yield Text("orders.no_arrival")
