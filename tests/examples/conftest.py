"""A sandbox that stands in for the gateway, and programs run against it as a reader would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zhixiao_async.sandbox import SandboxThread

ROOT = Path(__file__).parents[2]
PAY_LINK = re.compile(r"/pay/orderId/(\d+)\.html")
LEDGER = "CREATE TABLE ledger (out_trade_no VARCHAR(64), order_id VARCHAR(64))"
RunProgram = Callable[..., str]


@pytest.fixture
def gateway() -> Iterator[SandboxThread]:
    with SandboxThread() as one:
        yield one


@pytest.fixture
def environment(gateway: SandboxThread) -> dict[str, str]:
    """This process's variables, with the four that lead to the sandbox."""
    return os.environ | {
        "ZHIXIAO_APP_ID": gateway.credentials.app_id,
        "ZHIXIAO_APP_SECRET": str(gateway.credentials.app_secret),
        "ZHIXIAO_AES_KEY": str(gateway.credentials.aes_key),
        "ZHIXIAO_BASE_URL": gateway.base_url,
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


@pytest.fixture
def run_program(gateway: SandboxThread, environment: dict[str, str], tmp_path: Path) -> RunProgram:
    """Runs a program to its end and gives what it printed; every pay link it prints is paid."""

    def run(program: Path, *arguments: str) -> str:
        command = [sys.executable, "-W", "error", str(program), *arguments]
        with subprocess.Popen(
            command,
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            lines = []
            for line in process.stdout:
                lines.append(line)
                if link := PAY_LINK.search(line):
                    gateway.pay(link[1])
            errors = process.stderr.read()
        assert (process.returncode, errors) == (0, "")
        return "".join(lines)

    return run


@pytest.fixture(params=["postgresql", "mariadb"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, by a sync driver."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
