"""A sandbox with some days of orders, and an export of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.gateways import set_variables
from zhixiao_async import BEIJING, Client
from zhixiao_async.finance.export.report import ExportReport
from zhixiao_async.finance.export.run import export_orders
from zhixiao_async.finance.targets.directory import Directory
from zhixiao_async.finance.targets.parquet import ParquetFormat
from zhixiao_async.sandbox import SandboxThread

BEGIN, END = date(2026, 3, 1), date(2026, 3, 3)
ROWS = 240


@pytest.fixture
def gateway() -> Iterator[SandboxThread]:
    """Run a sandbox with three days of orders."""
    with SandboxThread() as sandbox:
        sandbox.seed_orders(ROWS, 3, ending=datetime(2026, 3, 4, tzinfo=BEIJING))
        yield sandbox


@pytest.fixture
async def client(gateway: SandboxThread) -> AsyncIterator[Client]:
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        yield client


@pytest.fixture
def target(tmp_path: Path) -> Directory:
    """Return the export as its readers see it."""
    return Directory(tmp_path, ParquetFormat())


@pytest.fixture
def export(client: Client, tmp_path: Path) -> Callable[..., Any]:
    """Return a function that exports the days."""

    async def export_days(begin: date = BEGIN, end: date = END, **options: Any) -> ExportReport:
        return await export_orders(client, begin, end, tmp_path, **options)

    return export_days


def fingerprint(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return each file's content, and when it was written."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def today() -> date:
    """Return today's date in Beijing."""
    return datetime.now(BEIJING).date()


DAY = timedelta(days=1)

PREFIX = "ZHIXIAO_TEST_"


@pytest.fixture
def prefix(gateway: SandboxThread, monkeypatch: pytest.MonkeyPatch) -> str:
    """Set the variables that have the credentials; return their prefix."""
    set_variables(monkeypatch, gateway, PREFIX)
    return PREFIX
