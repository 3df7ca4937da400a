"""The arguments that the commands on orders share."""

from __future__ import annotations

from datetime import date

import click

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
