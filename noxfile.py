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
ELSEWHERE = ["architecture", "campaigns", "examples", "interop", "secrets", "tools", "typing"]
ELSEWHERE += ["finance/export/test_dask.py", "finance/targets/test_readers.py"]
# DuckDB's SQL, the same for each Python; that it runs is seen by what is left, and by the command.
ELSEWHERE += [
    f"finance/reconciliation/test_{it}.py" for it in ("differences", "pool", "properties")
]
ELSEWHERE += ["finance/reports/browser", "notify/servers", "sandbox/browser"]
# uWSGI is compiled for each, a notebook brings 70 MB; forks and running loops stay, in tests/sync.
ELSEWHERE += ["sync/hosts/test_jupyter.py", "sync/hosts/test_uwsgi.py"]
ELSEWHERE += ["sandbox/database/test_kill.py", "listing/test_random_schedules.py"]
"""What looks at sources, other programs and servers, and long series: no version matters to it."""


def works(python: str) -> bool:
    """Return whether this Python starts at all: a version manager's shim may lead nowhere."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def interpreters() -> list[str]:
    """Return a path for each minor version: on PATH, or installed by pyenv."""
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
    """Run the library's own tests; ``make test`` runs those that drive other programs."""
    session.install("--quiet", ".[matrix]")
    elsewhere = [f"--ignore=tests/{name}" for name in ELSEWHERE]
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *elsewhere)
