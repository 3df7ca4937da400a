"""Forks a merchant's process for each line of settings, and kills it after some seconds.

It has imported everything and opened nothing, so that a new process costs milliseconds.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import Any

from .merchant import work


def main() -> None:
    """Print each process's id, and its exit status once it has ended."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    for line in sys.stdin:
        settings = json.loads(line)
        pid = os.fork()
        if not pid:
            _be_the_merchant(settings)
        print(pid, flush=True)
        if settings["seconds"] is not None and not _ended(pid, settings["seconds"]):
            os.kill(pid, signal.SIGKILL)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _ended(pid: int, seconds: float) -> bool:
    signal.sigtimedwait([signal.SIGCHLD], seconds)
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _be_the_merchant(settings: dict[str, Any]) -> None:
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        work(settings)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
