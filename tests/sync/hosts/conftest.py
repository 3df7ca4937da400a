"""Programs that host a synchronous client, started as their users start them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zhixiao_async.sandbox import SandboxThread

PROGRAMS = Path(__file__).parent / "programs"
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def environment(gateway: SandboxThread) -> dict[str, str]:
    """Return a program's environment: the gateway's address, and the programs beside it."""
    paths = [str(PROGRAMS), os.environ.get("PYTHONPATH", "")]
    ours = {
        "ZHIXIAO_APP_ID": gateway.credentials.app_id,
        "ZHIXIAO_APP_SECRET": str(gateway.credentials.app_secret),
        "ZHIXIAO_AES_KEY": str(gateway.credentials.aes_key),
        "ZHIXIAO_BASE_URL": gateway.base_url,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    return {**os.environ, **ours}


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start ``python …`` in an empty folder; whatever is left of it in the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **options: Any) -> subprocess.Popen[str]:
        settings: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
            "cwd": tmp_path,
            "env": environment,
            "start_new_session": True,
        }
        started.append(
            process := subprocess.Popen([sys.executable, *arguments], **settings | options)
        )
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, 9)
        process.communicate()


@pytest.fixture
def program() -> Callable[[str], str]:
    """Return a function for a program's path."""
    return lambda name: str(PROGRAMS / f"{name}.py")
