"""A sandbox that stands in for the gateway, and programs run against it as a reader would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from zhixiao_async.sandbox import SandboxThread

ROOT = Path(__file__).parents[2]
PAY_LINK = re.compile(r"/pay/orderId/(\d+)\.html")
LEDGER = "CREATE TABLE ledger (out_trade_no VARCHAR(64), order_id VARCHAR(64))"
PLACES = {
    "postgresql+psycopg": "postgres@127.0.0.1:5432",
    "postgresql+asyncpg": "postgres@127.0.0.1:5432",
    "mysql+pymysql": "root@127.0.0.1:3306",
    "mysql+aiomysql": "root@127.0.0.1:3306",
}
SYNC = {"postgresql+asyncpg": "postgresql+psycopg", "mysql+aiomysql": "mysql+pymysql"}
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


@pytest.fixture
def database(monkeypatch) -> Iterator[Callable[[str], str]]:
    """Makes a database with a ledger for this test alone, and names it in DATABASE_URL."""
    name = f"pages_{uuid.uuid4().hex}"
    made = []

    def act(driver: str) -> str:
        synchronous, place = SYNC.get(driver, driver), PLACES[driver]
        made.append(f"{synchronous}://{place}/test")
        statement(made[0], f"CREATE DATABASE {name}")
        statement(f"{synchronous}://{place}/{name}", LEDGER)
        monkeypatch.setenv("DATABASE_URL", f"{driver}://{place}/{name}")
        return f"{synchronous}://{place}/{name}"

    yield act
    for server in made:
        statement(server, f"DROP DATABASE {name}")


def statement(url: str, sql: str) -> None:
    """One statement, outside of a transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(sql))
