"""The arguments that the commands on orders share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..numbers import day
from ..wording import Text

COMPLETE, DIFFERENT, INCOMPLETE = 0, 1, 3
"""Exit codes: all is there and equal; something differs; something is missing. 2: no start."""


def one_day(text: str) -> date:
    """Read a day.

    Raises:
        click.BadParameter: It is none.
    """
    return day(text).date()


def _prefix(text: str) -> str:
    if not text:
        raise click.BadParameter(Text("orders.no_prefix"))
    return text


first = click.argument("first", metavar="FROM", type=one_day)
last = click.argument("last", metavar="TO", type=one_day)

merchants = click.option(
    "--merchant",
    "merchants",
    multiple=True,
    type=_prefix,
    metavar="PREFIX",
    default=["ZHIXIAO_"],
    show_default=False,
)

html = click.option("--html", type=Path, metavar="FILE")
xlsx = click.option("--xlsx", type=Path, metavar="FILE")

file_format = click.option(
    "--format",
    "file_format",
    type=click.Choice(["parquet", "csv", "xlsx"]),
    default="parquet",
    metavar="parquet|csv|xlsx",
    show_default=True,
)


def days_between(first: date, last: date) -> int:
    """Return the number of days of a range, both ends included; 0 for one that is turned round."""
    return max(0, (last - first).days + 1)
