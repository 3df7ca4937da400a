"""Processes export what one process does, and a death of one costs nothing but time."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.support.gateways import set_variables
from tests.support.processes import children
from zhixiao_async import Client, InvalidRequest
from zhixiao_async.finance.errors import ExportFailed
from zhixiao_async.finance.export import processes
from zhixiao_async.finance.export.export_day import DayState
from zhixiao_async.finance.export.frames import pack
from zhixiao_async.finance.export.run import export_orders
from zhixiao_async.finance.export.worker import WorkerSettings

from .busy_gateway import BusyGateway
from .conftest import BEGIN, DAY, END, PREFIX, ROWS

PROGRAM = Path(__file__).parent / "programs" / "export_days.py"


def contents(folder: Path) -> dict[str, bytes]:
    """Return each exported file's content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


def kill_children() -> int:
    """Kill this process's workers; return their number."""
    workers = [pid for pid in children() if is_worker(pid)]
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    return len(workers)


def is_worker(pid: int) -> bool:
    return b"worker_process" in Path(f"/proc/{pid}/cmdline").read_bytes()


async def test_processes_export_the_same(prefix, export, tmp_path):
    """Two processes write the files that one writes, and the report has every day once."""
    await export()
    other = tmp_path.with_name("other")
    report = await export_orders(prefix, BEGIN, END, other, workers=2)
    assert Counter(result.day for result in report.results) == {
        BEGIN + n * DAY: 1 for n in range(3)
    }
    assert (report.is_complete, report.rows) == (True, ROWS)
    assert contents(other) == contents(tmp_path)


async def test_titles_are_those_asked_for(prefix, tmp_path):
    """Files of worker processes have the titles that the export was called with."""
    await export_orders(prefix, BEGIN, END, tmp_path, format="csv", header="wire", workers=2)
    heads = {path.read_text("utf-8-sig").partition(",")[0] for path in tmp_path.rglob("*.csv")}
    assert heads == {'"app_id"'}


async def test_killed_worker_is_replaced(prefix, tmp_path, target):
    """Workers killed with -9 are replaced, and every day is exported whole."""
    killed: list[int] = []

    def kill_once(_):
        if not killed:
            killed.append(kill_children())

    report = await export_orders(
        prefix, BEGIN - 3 * DAY, END, tmp_path, workers=2, progress=kill_once
    )
    assert killed[0] > 0
    # A worker may die between the day's receipt and its result: the day is there then.
    assert report.counts.keys() <= {DayState.WRITTEN, DayState.KEPT}
    assert report.counts.total() == 6
    assert report.rows == ROWS
    for receipt in target.receipts():
        target.check(receipt)


async def test_day_that_kills_its_workers_has_failed(prefix, tmp_path, monkeypatch):
    """A day over which three processes died has failed, and the report says so."""
    monkeypatch.setattr(sys, "executable", "false")
    report = await export_orders(prefix, BEGIN, END, tmp_path, workers=2)
    assert report.counts == {DayState.FAILED: 3}
    for result in report.failed:
        assert isinstance(result.error, ExportFailed)
        assert f"{result.day}: 3 processes died over it" in str(result.error)


@pytest.fixture
def sent(monkeypatch):
    """Record what workers are sent: the message, and its bytes."""
    sent = []

    def recorded(message):
        sent.append((message, pack(message)))
        return sent[-1][1]

    monkeypatch.setattr(processes, "pack", recorded)
    return sent


async def test_nothing_secret_is_sent(prefix, gateway, tmp_path, sent, monkeypatch):
    """Neither a secret nor a key is in what workers are sent, whether they read it or not."""
    monkeypatch.setattr(sys, "executable", "false")
    await export_orders(prefix, BEGIN, END, tmp_path, workers=2)
    everything = b"".join(data for _, data in sent)
    assert prefix.encode() in everything
    assert gateway.credentials.app_secret.encode() not in everything
    assert gateway.credentials.aes_key.encode() not in everything


async def test_client_is_not_sent(gateway, tmp_path):
    """A client has secrets: with workers, merchants are named."""
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        with pytest.raises(InvalidRequest, match="must be prefixes") as caught:
            await export_orders(client, BEGIN, END, tmp_path, workers=2)
    assert caught.value.field == "merchants"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://office:hunter2@db.example.edu/books",
        "mysql+pymysql://office:hunter2/@db.example.edu/books",
        "postgresql://db.example.edu/books?user=office&password=hunter2",
    ],
)
async def test_password_is_not_sent(prefix, url):
    """A target with a password is refused, with the way that keeps it where it is."""
    with pytest.raises(InvalidRequest, match="env:NAME") as caught:
        await export_orders(prefix, BEGIN, END, url, workers=2)
    assert caught.value.field == "target"
    assert "hunter2" not in str(caught.value)


async def test_missing_credentials_are_said_first(tmp_path):
    """A variable that isn't set is named before a process is started."""
    with pytest.raises(InvalidRequest, match="NOBODY_APP_ID"):
        await export_orders("NOBODY_", BEGIN, END, tmp_path, workers=2)


async def test_limit_is_shared_and_retry_after_honoured(gateway, tmp_path, monkeypatch, sent):
    """Workers together keep the limit, also while one waits as long as the gateway asks for."""
    busy = BusyGateway(gateway.base_url)
    async with busy.serve() as url:
        set_variables(monkeypatch, gateway, PREFIX, base_url=url)
        report = await export_orders(PREFIX, BEGIN, END, tmp_path, workers=3, limit=2, page_size=10)
    assert (report.is_complete, report.rows) == (True, ROWS)
    settings = [message for message, _ in sent if isinstance(message, WorkerSettings)]
    assert sum(each.limit for each in settings) == 2
    assert busy.most <= 2
    ((body, refused),) = busy.refused.items()
    assert busy.repeated[body] - refused >= 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_stays_behind(prefix, tmp_path, target, number):
    """After Ctrl-C, and after a kill, no worker is left; the days are whole, and the rest is done.

    Workers hold the standard error that is read here to its end.
    """
    begin = END - 9 * DAY
    command = [sys.executable, str(PROGRAM), prefix, str(begin), str(END), str(tmp_path)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        process.stdout.readline()
        process.send_signal(number)
        process.communicate()
    assert process.returncode == -number
    there = list(target.receipts())
    assert 1 <= len(there) <= 3
    for receipt in there:
        target.check(receipt)
    report = asyncio.run(export_orders(prefix, begin, END, tmp_path, recheck=0))
    assert report.counts == {DayState.KEPT: len(there), DayState.WRITTEN: 10 - len(there)}
    assert report.rows == ROWS


async def test_full_disk_is_said_and_the_next_run_finishes(prefix, export, tmp_path, target):
    """Workers that can't write name their days; what stood there stands, and the rest follows."""
    await export(BEGIN, BEGIN)
    before = contents(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, hard))  # the workers have it from here
    try:
        report = await export_orders(prefix, BEGIN, END, tmp_path, workers=2, recheck=0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {result.day for result in report.failed} == {BEGIN + DAY, END}
    assert all(os.strerror(errno.EFBIG) in str(result.error) for result in report.failed)
    assert contents(tmp_path) == before
    report = await export(recheck=0)
    assert report.counts == {DayState.KEPT: 1, DayState.WRITTEN: 2}
    assert report.rows == ROWS
