"""A signal handler or ``__del__`` that runs in the middle of a client's first call may use it."""

from __future__ import annotations

from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "programs/reentrant.py"


@pytest.mark.parametrize("action", ["uses", "closes"])
@pytest.mark.parametrize("where", ["caller", "loop"])
def test_at_every_line(run_python, gateway, where, action):
    """Whatever line it interrupts, and in whichever thread, nobody waits for himself."""
    ended = run_python(PROGRAM.read_text("utf-8"), where, action, gateway.base_url)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert int(ended.stdout) > 20
