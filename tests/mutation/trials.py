"""Tests run in forks of a process that has imported what takes long, each on a tree of its own."""

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
"""What nearly every test imports. No thread may run when this process forks."""

PYTEST = (
    *("-q", "--no-header", "--timeout=60", "--hypothesis-seed=1", "--assert=plain"),
    *("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov"),
    "-Wignore:Module already imported",
)
_NOT_COLLECTED = ("while loading conftest", "found no collectors")
"""What pytest says, with the code for bad arguments, where a file of tests can't be imported."""
_SERVERS = "postgresql or mariadb"
"""Names of tests that take longer than the same with a file."""
_LEFT_OUT = shutil.ignore_patterns(".*", "*.egg-info", "__pycache__", "images", "results")


def preload() -> None:
    """Import what takes long."""
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
        """Write a time of its own, too: compiled code is kept by a source's time and size."""
        file.write_text(source, "utf-8")
        self._time += 1
        os.utime(file, (self._time, self._time))

    def close(self) -> None:
        """Remove it."""
        self._folder.cleanup()


@attrs.frozen
class Verdict:
    """What the tests said.

    Attributes:
        code: Pytest's exit code; None if they were stopped.
        seconds: For which they ran.
        said: Their output.
    """

    code: int | None
    seconds: float
    said: str

    @property
    def unusable(self) -> bool:
        """Pytest didn't take its arguments, or found none of the tests that it was to run."""
        broken = any(words in self.said for words in _NOT_COLLECTED)
        return self.code == 5 or (self.code == 4 and not broken)

    @property
    def failed(self) -> str | None:
        """The first test that failed, or what else went wrong; None if all passed."""
        if self.code == 0:
            return None
        for line in self.said.splitlines():
            word, _, rest = line.partition(" ")
            if word in ("FAILED", "ERROR") and rest.startswith("tests/"):
                return rest.partition(" - ")[0].strip()
        return "stopped" if self.code is None else f"exit code {self.code}"


class Trial:
    """Tests under way in a fork: ``fileno`` is readable when they have ended."""

    def __init__(self, tree: Tree, arguments: list[str], patience: float) -> None:
        self._log = tempfile.TemporaryFile(  # noqa: SIM115 - closed with the verdict
            "w+", encoding="utf-8", errors="replace"
        )
        self._began = monotonic()
        self._until = self._began + patience
        self._pid = os.fork()
        if self._pid == 0:
            _run(tree.path, arguments, self._log)
        self._ended = os.pidfd_open(self._pid)

    def fileno(self) -> int:
        """For ``select``."""
        return self._ended

    def verdict(self) -> Verdict | None:
        """What they said; None if they go on."""
        ended = bool(select.select([self._ended], [], [], 0)[0])
        if not ended and monotonic() < self._until:
            return None
        with suppress(ProcessLookupError):  # with whatever they have started
            os.killpg(self._pid, signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        os.close(self._ended)
        self._log.seek(0)
        said = self._log.read()
        self._log.close()
        code = os.waitstatus_to_exitcode(status) if ended else None
        return Verdict(code, monotonic() - self._began, said)


def _run(tree: Path, arguments: list[str], log: TextIO) -> NoReturn:
    """Be a fresh pytest in that tree, and end with its code: what needs a server comes last."""
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
    """Be a process that was begun in that tree, and has imported nothing of it."""
    os.chdir(tree)
    sys.dont_write_bytecode = False  # the tree is ours, and many run in it
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
