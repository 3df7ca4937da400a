"""Programs in processes of their own, and functions in forks of this one."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.support.interpreter import Ended, Interpreter

from .silence import PATIENCE

PROGRAMS = Path(__file__).parent / "programs"
STRICT = ("-W", "error", "-X", "dev")
"""Options by which a program's warnings are errors."""


def python(program: str, *arguments: str) -> list[str]:
    """Return the command for a program of ``programs``, with warnings as errors."""
    return [sys.executable, *STRICT, str(PROGRAMS / f"{program}.py"), *arguments]


@pytest.fixture
def run_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a program to its end."""

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = python(program, *arguments)
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    return run


@pytest.fixture
def start_python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a program; it is killed in the end if it still runs."""
    started: list[subprocess.Popen[str]] = []

    def start(program: str, *arguments: str) -> subprocess.Popen[str]:
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = subprocess.Popen(python(program, *arguments), text=True, **pipes)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def interpreter() -> Iterator[Interpreter]:
    """Return an interpreter that has imported the library."""
    modules = ("zhixiao_sync", "zhixiao_async.sandbox")
    with Interpreter(*modules, options=STRICT) as one:
        yield one


@pytest.fixture
def run_forked(interpreter: Interpreter) -> Callable[..., Ended]:
    """Run a program to its end that doesn't mind what was imported before."""
    return lambda program, *arguments: interpreter.run(PROGRAMS / f"{program}.py", *arguments)


@pytest.fixture
def forked() -> Callable[[Callable[[], Any]], str]:
    """Run a function in a forked child; return ``"ok"``, or what went wrong there."""

    def run(function: Callable[[], Any]) -> str:
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            said = "ok"
            try:
                function()
            except BaseException as error:  # told to the parent
                said = repr(error)
            with suppress(OSError):
                os.write(theirs, said.encode())
            os._exit(0)
        os.close(theirs)
        try:
            ready, _, _ = select.select([ours], [], [], PATIENCE)
            if not ready:
                os.kill(child, 9)
                return "the child hangs"
            return os.read(ours, 65536).decode()
        finally:
            os.close(ours)
            os.waitpid(child, 0)

    return run
