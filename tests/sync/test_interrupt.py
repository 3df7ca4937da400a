"""Ctrl-C during a synchronous call, with a real SIGINT in a process of its own."""

from __future__ import annotations

import signal
import time

import pytest


@pytest.fixture
def interrupted(silence, start_python):
    """Run a call, press Ctrl-C when its request has arrived; return the process and its peer."""

    def run(call: str, then: str = "pass"):
        process = start_python("interrupted_call", call, then, silence.base_url)
        peer = silence.request()
        process.send_signal(signal.SIGINT)
        return process, peer

    return run


def test_money_call_is_interrupted_with_a_note(interrupted):
    """KeyboardInterrupt says what is known and what to ask; so does the log."""
    process, _ = interrupted("refund")
    said, complaints = process.communicate(timeout=30)
    assert said.startswith("interrupted zhixiao: order_refund had been sent and may have been")
    assert "order_query" in said or "order_list" in said
    assert complaints.startswith("call endpoint=order_refund ")
    assert " outcome=unknown " in complaints
    assert (process.returncode, complaints.count("\n")) == (0, 1)


def test_read_is_interrupted_without_a_note(interrupted):
    """A read that is interrupted has changed nothing, and gets no note."""
    process, _ = interrupted("query")
    assert process.communicate(timeout=30) == ("interrupted\n", "")


def test_it_arrives_promptly(interrupted):
    """Ctrl-C ends a call long before its timeout (30 s) and the grace of 2 s are over."""
    process, _ = interrupted("refund")
    began = time.monotonic()
    assert process.stdout.readline().startswith("interrupted")
    assert time.monotonic() - began < 10


def test_gateway_sees_the_connection_closed(interrupted):
    """The call doesn't go on behind its caller's back while the process lives on."""
    process, peer = interrupted("refund", then="wait")
    assert process.stdout.readline().startswith("interrupted")
    assert peer.recv(1) == b""


def test_listing_is_interrupted(interrupted):
    """An iteration is interrupted as well, and its pages are closed."""
    process, peer = interrupted("list")
    assert process.communicate(timeout=30) == ("interrupted\n", "")
    assert peer.recv(1) == b""


def test_unhandled(interrupted):
    """An uncaught interruption ends the process with the note in its traceback."""
    process, _ = interrupted("refund", then="raise")
    _, complaints = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT
    assert complaints.rstrip().splitlines()[-1].startswith("zhixiao: order_refund had been sent")


def test_next_call_works(interrupted, silence):
    """The client is as good as new after an interruption: its next request arrives."""
    process, peer = interrupted("refund", then="query")
    assert process.stdout.readline().startswith("interrupted")
    assert silence.request() is not peer
