"""A signal handler or ``__del__`` that runs in the middle of a client's first call may use it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("action", ["uses", "closes"])
@pytest.mark.parametrize("where", ["caller", "loop"])
def test_at_every_line(run_forked, gateway, where, action):
    """Nobody waits for itself, whatever line is interrupted, in whichever thread."""
    ended = run_forked("reentrant", where, action, gateway.base_url)
    assert (ended.code, ended.err) == (0, "")
    assert int(ended.out) > 20
