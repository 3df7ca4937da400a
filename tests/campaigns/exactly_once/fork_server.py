"""Forks a worker for each line of its input.

It has imported everything and opened nothing, so that a worker costs milliseconds instead of a
second. A line is a place and the job in JSON. Prints ``PLACE began PID``, ``PLACE ready`` and
``PLACE ended CODE``. The workers end when it does, and it ends with its input.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import NoReturn

from .worker import READY, Job, serve

ALIVE, HERE = os.pipe()
"""A pipe that closes when this process ends: nothing is written to it."""


def main() -> None:
    """Fork a guard for each line, and the guard a worker."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        place, job = json.loads(line)
        if not os.fork():
            _guard(place, Job(**job))


def _guard(place: int, job: Job) -> NoReturn:
    """Start a worker, and tell of its end."""
    os.close(HERE)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if not pid:
        _work(place, job)
    _tell(place, f"ended {os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}")
    os._exit(0)


def _work(place: int, job: Job) -> NoReturn:
    _tell(place, f"began {os.getpid()}")
    try:
        serve(job, lambda: _tell(place, READY), lambda: os.read(ALIVE, 1))
    except BaseException:
        traceback.print_exc()
    os._exit(1)


def _tell(place: int, word: str) -> None:
    os.write(1, f"{place} {word}\n".encode())  # a short line isn't mixed with another's


if __name__ == "__main__":
    main()
