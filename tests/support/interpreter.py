"""Programs in forks of one interpreter, whose imports are done once instead of for each."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Self

import attrs

from tests.support.places import ROOT

PRELOADED = Path(__file__).with_name("preloaded.py")
PATIENCE = 60.0
"""Seconds after which a program that doesn't end is killed."""


@attrs.frozen
class Ended:
    """A program's exit code and all that it printed."""

    code: int
    out: str
    err: str


class Interpreter:
    """Runs programs one after another, each in a fork that ends as any interpreter does.

    Args:
        modules: Modules that every program imports itself.
        options: The interpreter's options.
    """

    def __init__(self, *modules: str, options: tuple[str, ...] = ()) -> None:
        self._channel, theirs = socket.socketpair()
        self._numbers = self._channel.makefile(encoding="ascii")
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, *options, PRELOADED, str(theirs.fileno()), *modules],
                # The checkout, for programs that need the tests' own helpers.
                env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
                pass_fds=[theirs.fileno()],
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._numbers.close()
        self._channel.close()
        self._process.wait()

    def run(
        self,
        *command: str | Path,
        folder: Path | None = None,
        variables: Mapping[str, str] | None = None,
        hear: Callable[[str], object] | None = None,
    ) -> Ended:
        """Run a program to its end, or kill it after a minute.

        ``hear`` is called with each line that it prints.
        """
        program = {
            "command": [str(part) for part in command],
            "folder": str(folder or Path.cwd()),
            "variables": dict(os.environ if variables is None else variables),
        }
        (out, theirs), (err, their_err) = os.pipe(), os.pipe()
        socket.send_fds(self._channel, [json.dumps(program).encode()], [theirs, their_err])
        os.close(theirs)
        os.close(their_err)
        killer = Timer(PATIENCE, os.kill, (int(self._numbers.readline()), signal.SIGKILL))
        killer.start()
        lines = []
        with os.fdopen(out, encoding="utf-8") as stdout, os.fdopen(err, encoding="utf-8") as stderr:
            for line in stdout:
                lines.append(line)
                if hear is not None:
                    hear(line)
            complaints = stderr.read()
        code = int(self._numbers.readline())
        killer.cancel()
        return Ended(code, "".join(lines), complaints)
