"""Forks a merchant's process for each line it reads, and kills it after so many seconds.

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
    """Says the process's number, and its exit status once it has ended."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _be_the_merchant(order)
        print(pid, flush=True)
        if order["seconds"] is not None and not _ended(pid, order["seconds"]):
            os.kill(pid, signal.SIGKILL)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _ended(pid: int, seconds: float) -> bool:
    signal.sigtimedwait([signal.SIGCHLD], seconds)
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _be_the_merchant(order: dict[str, Any]) -> None:
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        work(order)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
