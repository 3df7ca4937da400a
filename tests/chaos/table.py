"""A run as a line of a table."""

from __future__ import annotations

import asyncio
import logging

from . import doubt
from .ledger import Outcome
from .mixes import MIXES
from .report import Report
from .run import run

NAMES = [*MIXES, doubt.NAME]

HEAD = ("mix", "operations", "ok", "failed", "unknown", "violations", "seconds", "seed")
LINE = "{:<22} {:>10} {:>8} {:>8} {:>8} {:>10} {:>8} {:>6}"


def head() -> str:
    """What the columns are."""
    return LINE.format(*HEAD)


def line_of(name: str, operations: int, seed: int) -> tuple[str, list[str]]:
    """Run a mix; gives its line, and the histories of whatever went wrong."""
    logging.disable()  # servers that are reset say so, a hundred thousand times
    running = doubt.run(operations, seed) if name == doubt.NAME else run(name, operations, seed)
    report = asyncio.run(running)
    return _line(report), [str(report)] if report.violations else []


def _line(report: Report) -> str:
    told = [report.count(one) for one in (Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN)]
    return LINE.format(
        report.mix,
        len(report.operations),
        *told,
        len(report.violations),
        f"{report.seconds:.1f}",
        report.seed,
    )
