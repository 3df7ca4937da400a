"""The suite on every other CPython from 3.11 up that this machine has: ``nox``.

``make test`` runs it on the one that this environment was made with.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

OLDEST, NEWEST = 11, 20
ELSEWHERE = ["typing", "browser", "interop", "examples", "exactly_once", "fuzz", "chaos", "secrets"]
ELSEWHERE += ["notify/servers", "journal/test_kills.py", "sandbox/test_kill.py"]
ELSEWHERE += ["paging/test_random_schedules.py"]
"""Type checkers, other programs and servers, and long series: these take turns, not versions."""


def works(python: str) -> bool:
    """Whether it starts at all: a version manager's shim may lead nowhere."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def interpreters() -> list[str]:
    """A path for each minor version: on PATH, or installed by pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = []
    for minor in range(OLDEST, NEWEST):
        if minor == sys.version_info.minor:
            continue
        candidates = [shutil.which(f"python3.{minor}")]
        candidates += [str(path) for path in sorted(pyenv.glob(f"3.{minor}.*/bin/python"))]
        found += [path for path in candidates if path and works(path)][-1:]
    return found


@nox.session(python=interpreters())
def tests(session: nox.Session) -> None:
    """The library's own tests; what drives other programs runs on one version, by ``make test``."""
    session.install("--quiet", ".[test]")
    elsewhere = [f"--ignore=tests/{name}" for name in ELSEWHERE]
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *elsewhere)
