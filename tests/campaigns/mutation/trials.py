"""Tests run in forks of a process that has imported the heavy modules, each on its own tree."""

from __future__ import annotations

import importlib
import os
import select
import shutil
import signal
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import NoReturn, TextIO

import attrs

from .plan import PACKAGES, ROOT

_HEAVY = (
    "aiohttp.web",
    "anyio.pytest_plugin",
    "attrs",
    "cattrs",
    "cryptography.hazmat.primitives.ciphers",
    "hypothesis",
    "msgspec",
    "platformdirs",
    "pytest",
    "pytest_asyncio.plugin",
    "sqlalchemy.ext.asyncio",
)
"""Modules that nearly every test imports. No thread may run when this process forks."""

PYTEST = (
    *("-q", "--no-header", "--timeout=60", "--hypothesis-seed=1", "--assert=plain"),
    *("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov"),
    "-Wignore:Module already imported",
)
_NOT_COLLECTED = ("while loading conftest", "found no collectors")
"""pytest's words, with the code for bad arguments, if a test file can't be imported."""
_SERVERS = "postgresql or mariadb"
"""Words in the names of tests on a server, which take longer than those on a file."""
_LEFT_OUT = shutil.ignore_patterns(".*", "*.egg-info", "__pycache__", "images", "results")


def preload() -> None:
    """Import the heavy modules."""
    for name in _HEAVY:
        importlib.import_module(name)


class Tree:
    """A copy of the repository in which one module at a time is changed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="zhixiao-mutants-")
        self.path = Path(self._folder.name) / "zhixiao"
        shutil.copytree(ROOT, self.path, ignore=_LEFT_OUT)
        self._changed: tuple[Path, str] | None = None
        self._time = 1_000_000_000

    def change(self, path: str, source: str) -> None:
        """Write a module's other source, and undo the change before."""
        self.restore()
        file = self.path / path
        self._changed = file, file.read_text("utf-8")
        self._write(file, source)

    def restore(self) -> None:
        """Undo the last change."""
        if self._changed is not None:
            self._write(*self._changed)
            self._changed = None

    def _write(self, file: Path, source: str) -> None:
        """Write a file with a time of its own: bytecode is kept by a source's time and size."""
        file.write_text(source, "utf-8")
        self._time += 1
        os.utime(file, (self._time, self._time))

    def close(self) -> None:
        """Remove the copy."""
        self._folder.cleanup()


@attrs.frozen
class TestRun:
    """A finished run of pytest.

    Attributes:
        code: pytest's exit code; None if it was stopped.
        seconds: Duration.
        output: pytest's output.
    """

    code: int | None
    seconds: float
    output: str

    __test__ = False  # no class of tests

    @property
    def unusable(self) -> bool:
        """True if pytest refused its arguments, or found no test."""
        broken = any(words in self.output for words in _NOT_COLLECTED)
        return self.code == 5 or (self.code == 4 and not broken)

    @property
    def failed(self) -> str | None:
        """The first test that failed, or the exit code; None if all passed."""
        if self.code == 0:
            return None
        for line in self.output.splitlines():
            word, _, rest = line.partition(" ")
            if word in ("FAILED", "ERROR") and rest.startswith("tests/"):
                return rest.partition(" - ")[0].strip()
        return "stopped" if self.code is None else f"exit code {self.code}"


class Trial:
    """A pytest under way in a fork: ``fileno`` is readable when it has ended."""

    def __init__(self, tree: Tree, arguments: list[str], patience: float) -> None:
        self._log = tempfile.TemporaryFile(  # noqa: SIM115 - closed with the result
            "w+", encoding="utf-8", errors="replace"
        )
        self._began = monotonic()
        self._until = self._began + patience
        self._pid = os.fork()
        if self._pid == 0:
            _run(tree.path, arguments, self._log)
        self._ended = os.pidfd_open(self._pid)

    def fileno(self) -> int:
        """Return the descriptor for ``select``."""
        return self._ended

    def result(self) -> TestRun | None:
        """Return the finished run; None while it is under way."""
        ended = bool(select.select([self._ended], [], [], 0)[0])
        if not ended and monotonic() < self._until:
            return None
        with suppress(ProcessLookupError):  # with every process it has started
            os.killpg(self._pid, signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        os.close(self._ended)
        self._log.seek(0)
        output = self._log.read()
        self._log.close()
        code = os.waitstatus_to_exitcode(status) if ended else None
        return TestRun(code, monotonic() - self._began, output)


def _run(tree: Path, arguments: list[str], log: TextIO) -> NoReturn:
    """Run pytest in that tree, tests on a server last, and exit with its code."""
    code = 3
    try:
        os.setsid()
        for number in (1, 2):
            os.dup2(log.fileno(), number)
        enter(tree)
        code = _alone(["-k", f"not ({_SERVERS})", *arguments])
        if code in (0, 5):
            last = _alone(["-k", _SERVERS, *arguments])
            code = code if last == 5 else last
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def enter(tree: Path) -> None:
    """Make this process one that was started in that tree and has imported nothing of it."""
    os.chdir(tree)
    sys.dont_write_bytecode = False  # many processes run in this tree
    os.environ["PYTHONPATH"] = str(tree)
    for name in [name for name in sys.modules if name.partition(".")[0] in (*PACKAGES, "tests")]:
        del sys.modules[name]
    sys.path[:] = [str(tree), *(path for path in sys.path if path not in ("", str(ROOT)))]
    sys.argv = ["pytest"]


def _alone(arguments: list[str]) -> int:
    """Run pytest in a fork, so that the next one finds this process as it was."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 3
    try:
        import pytest

        code = int(pytest.main(["-x", *PYTEST, *arguments]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
