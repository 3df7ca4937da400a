"""The table of results, a line for each mix."""

from __future__ import annotations

import asyncio
import logging

from tests.campaigns.chaos import journals_in_doubt

from .ledger import Outcome
from .mixes import MIXES
from .report import Report
from .run import run

NAMES = [*MIXES, journals_in_doubt.NAME]

HEAD = ("mix", "operations", "ok", "failed", "unknown", "violations", "seconds", "seed")
LINE = "{:<22} {:>10} {:>8} {:>8} {:>8} {:>10} {:>8} {:>6}"


def head() -> str:
    """Return the table's heading."""
    return LINE.format(*HEAD)


def line_of(name: str, operations: int, seed: int) -> tuple[str, list[str]]:
    """Run a mix; return its line, and the report if anything was violated."""
    logging.disable()  # servers log every reset, a hundred thousand of them
    running = (
        journals_in_doubt.run(operations, seed)
        if name == journals_in_doubt.NAME
        else run(name, operations, seed)
    )
    report = asyncio.run(running)
    return _line(report), [str(report)] if report.violations else []


def _line(report: Report) -> str:
    counts = [report.count(outcome) for outcome in (Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN)]
    return LINE.format(
        report.mix,
        len(report.operations),
        *counts,
        len(report.violations),
        f"{report.seconds:.1f}",
        report.seed,
    )
