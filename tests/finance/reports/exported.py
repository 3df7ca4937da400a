"""A small export for reports, and what is read off a report."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import attrs

from tests.finance.days import APP_ID, receipt_of, table_of
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.reports.model import Report, Section
from zhixiao_async.finance.targets.directory import Directory
from zhixiao_async.finance.targets.parquet import ParquetFormat

LATER = datetime(2026, 12, 9, 10, tzinfo=BEIJING)
"""When reports about November are made."""


def export(folder: Path) -> Directory:
    """Open an export below a folder."""
    return Directory(folder, ParquetFormat())


def put(
    target: Directory,
    *rows: dict[str, object],
    day: date,
    app_id: str = APP_ID,
    is_open: bool = False,
) -> None:
    """Export a day with these rows."""
    table = table_of(*rows)
    receipt = receipt_of(table, day=day, app_id=app_id)
    target.write(table, attrs.evolve(receipt, is_open=is_open))


def section(report: Report, name: str) -> Section:
    """Return a section of a report by its name."""
    return {each.name: each for each in report.sections}[name]


def rows(report: Report, name: str) -> list[dict[str, object]]:
    """Return a section's rows by the columns' names."""
    table = section(report, name).table
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def total(report: Report, name: str) -> dict[str, object]:
    """Return a section's row of sums by the columns' names."""
    table = section(report, name).table
    return dict(zip([column.name for column in table.columns], table.total or (), strict=True))
