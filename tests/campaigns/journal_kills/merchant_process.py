"""The fork server and its merchants, as the campaign sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Self

from tests.support.places import ROOT


class ForkServer:
    """Runs the process that forks merchants."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.campaigns.journal_kills.fork_server"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def start(self, settings: dict[str, Any]) -> int:
        """Fork a merchant; return its process id."""
        print(json.dumps(settings), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def ended(self) -> int:
        """Wait for the merchant's end; return its exit status."""
        return int(self._process.stdout.readline())
