"""The benchmarks' servers, started in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def server(module: str, *arguments: str) -> Iterator[int]:
    """Run a server module for the block; yield its port."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


@contextmanager
def sandbox(*arguments: str) -> Iterator[tuple[int, str]]:
    """Run ``zhixiao sandbox`` on a free port for the block; yield its process id and base URL."""
    command = [sys.executable, "-m", "zhixiao_async.cli", "sandbox", "--port=0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            lines = iter(process.stdout.readline, "")
            url = next(line for line in lines if "BASE_URL" in line).split("=")[1].strip()
            yield process.pid, url
        finally:
            process.terminate()
