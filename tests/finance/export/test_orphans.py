"""A worker process whose export was killed ends with its day, and complains to nobody."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from subprocess import PIPE

import pytest

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


@pytest.fixture(scope="module")
def orphan():
    """Run a process that finds nobody to take its result; return its code, and what it says."""
    command = ["-X", "importtime", "-m", "zhixiao_async.finance.export.worker_process"]
    with subprocess.Popen([sys.executable, *command], stdin=PIPE, stdout=PIPE, stderr=PIPE) as ran:
        ran.stdout.close()
        ran.stdin.write(pack(SETTINGS) + pack(TASK))
        ran.stdin.close()
        said = ran.stderr.read().decode().splitlines()
    return ran.returncode, said


def test_nobody_reads_the_result(orphan):
    """A result that nobody reads any more ends the process, without a word."""
    code, said = orphan
    assert code == 0
    assert [line for line in said if not line.startswith("import time:")] == []


def test_pandas_is_left_out(orphan):
    """A process doesn't spend its time and memory on pandas, which pyarrow would import."""
    imported = {line.rpartition("|")[2].strip() for line in orphan[1]}
    assert {"pyarrow.lib", "pandas.core"} & imported == {"pyarrow.lib"}
