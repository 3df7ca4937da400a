"""``zhixiao sandbox`` as a process of its own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from zhixiao_async import Client, Credentials

COMMAND = [sys.executable, "-W", "error", "-m", "zhixiao_async.cli"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_runs_until_stopped(sign, monkeypatch):
    """The sandbox prints all that a client needs; a signal ends it with 0 and without a word."""
    command = [*COMMAND, "sandbox", "--port=0", "--seed-orders=20", "--days=2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        lines = []
        while not any("BASE_URL" in line for line in lines):
            lines.append(process.stdout.readline())
        for line in lines:
            if line.startswith("export "):
                monkeypatch.setenv(*line.removeprefix("export ").strip().split("=", 1))
        name = asyncio.run(who_is("2013141516"))
        process.send_signal(sign)
        errors = process.communicate(timeout=30)[1]
    assert (name, process.returncode, errors) == ("张三", 0, "")


def test_terminal_without_chinese(monkeypatch):
    """The people's names are printed escaped, and the sandbox runs."""
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with subprocess.Popen(
        [*COMMAND, "sandbox", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        lines = [process.stdout.readline()]
        while lines[-1] and "BASE_URL" not in lines[-1]:
            lines.append(process.stdout.readline())
        process.terminate()
        errors = process.communicate(timeout=30)[1]
    assert (process.returncode, errors) == (0, "")
    assert any(r"\u5f20\u4e09" in line for line in lines)


async def who_is(user_no: str) -> str | None:
    credentials = Credentials.from_env()
    async with Client(credentials, base_url=os.environ["ZHIXIAO_BASE_URL"]) as client:
        return (await client.user_card(user_no=user_no)).user_name


def test_taken_port():
    """One sentence says what is wrong, and the exit code is 2."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        result = run("sandbox", f"--port={port}")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert f"port {port}: Address already in use" in result.stderr


def test_unwritable_database(tmp_path):
    """One sentence says what is wrong, and the exit code is 2."""
    result = run("sandbox", "--port=0", f"--db={tmp_path}/none/sandbox.db")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "unable to open database file" in result.stderr


def test_unknown_host():
    """One sentence says what is wrong, and the exit code is 2."""
    result = run("sandbox", "--port=0", "--host=nowhere.invalid")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_impossible_port(port):
    """One sentence names the option, and 2."""
    result = run("sandbox", f"--port={port}")
    assert result.returncode == 2
    assert result.stderr.startswith("zhixiao sandbox: --port: ")
