"""Ctrl-C during an async call under ``asyncio.run``, with a real SIGINT, for comparison."""

from __future__ import annotations

import signal

import pytest

from .silence import PATIENCE

NOTE = "zhixiao: order_refund had been sent and may have been applied; find out by order_list"


@pytest.fixture
def interrupted(silence, start_python):
    """Run a call, press Ctrl-C when its request has arrived; return output and errors."""

    def run(call, then="raise"):
        process = start_python("interrupted_async", call, then, silence.base_url)
        silence.request()
        process.send_signal(signal.SIGINT)
        return process.communicate(timeout=PATIENCE)

    return run


def test_money_call(interrupted):
    """The cancellation behind the KeyboardInterrupt bears the note; the log has a line of it."""
    said, complaints = interrupted("order_refund", then="pass")
    assert said.startswith(f"CancelledError {NOTE}")
    (line,) = complaints.splitlines()
    assert line.startswith("call endpoint=order_refund ")
    assert " outcome=unknown " in line


def test_unhandled(interrupted):
    """The traceback that the interpreter prints bears the note."""
    _, complaints = interrupted("order_refund")
    assert complaints.count(NOTE) == 1
    assert complaints.rstrip().endswith("KeyboardInterrupt")


def test_unhandled_read(interrupted):
    """A read that is interrupted leaves nothing to say."""
    _, complaints = interrupted("order_query")
    assert complaints.rstrip().endswith("KeyboardInterrupt")
    assert "zhixiao:" not in complaints
