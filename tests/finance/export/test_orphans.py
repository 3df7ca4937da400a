"""A worker process whose export was killed ends with its day, and complains to nobody."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from subprocess import PIPE

from zhixiao_async import BEIJING
from zhixiao_async.finance.export.export_day import DayTask
from zhixiao_async.finance.export.frames import pack
from zhixiao_async.finance.export.worker import WorkerSettings

from .conftest import BEGIN

SETTINGS = WorkerSettings(target="nowhere", format="parquet", limit=1)
TASK = DayTask(
    merchant="NOBODY_",
    day=BEGIN,
    read_again=False,
    begun_at=datetime(2026, 3, 4, tzinfo=BEIJING),
    page_size=1000,
    concurrency=1,
)


def test_nobody_reads_the_result(tmp_path):
    """A result that nobody reads any more ends the process, without a word."""
    command = [sys.executable, "-m", "zhixiao_async.finance.export.worker_process"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as worker:
        worker.stdout.close()
        worker.stdin.write(pack(SETTINGS) + pack(TASK))
        worker.stdin.close()
        complaint = worker.stderr.read()
    assert (worker.returncode, complaint) == (0, b"")
