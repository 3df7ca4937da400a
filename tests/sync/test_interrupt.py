"""Ctrl-C during a synchronous call, with a real SIGINT in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

SCRIPT = """
import logging
# -X dev has asyncio report slow callbacks: a busy machine is no finding.
logging.getLogger("asyncio").addFilter(lambda one: not one.getMessage().startswith("Executing"))
import sys
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

client = Client(TEST_CREDENTIALS, base_url=sys.argv[1])
try:
    {call}
except KeyboardInterrupt as interrupt:
    print("interrupted", *getattr(interrupt, "__notes__", []), flush=True)
    {then}
client.close()
"""
REFUND = "client.order_refund(out_trade_no='20881')"
QUERY = "client.order_query(out_trade_no='20881')"


@pytest.fixture
def interrupted(silence):
    """Run a call, press Ctrl-C when its request has arrived; gives the process and its peer."""
    started = []

    def run(call: str, then: str = "pass"):
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-X", "dev", "-c",
             SCRIPT.format(call=call, then=then), silence.base_url],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        peer = silence.request()
        process.send_signal(signal.SIGINT)
        return process, peer

    yield run
    for process in started:
        process.kill()
        process.communicate()


def test_money_call_is_interrupted_with_a_note(interrupted):
    """KeyboardInterrupt arrives, and says what is known and what to ask; so does the log."""
    process, _ = interrupted(REFUND)
    said, complaints = process.communicate(timeout=30)
    assert said.startswith("interrupted zhixiao: order_refund had been sent and may have been")
    assert "order_query" in said or "order_list" in said
    logged = complaints.partition(" [")[0]
    assert (process.returncode, f"interrupted zhixiao: {logged}\n") == (0, said)


def test_read_is_interrupted_without_a_note(interrupted):
    """A read changes nothing."""
    process, _ = interrupted(QUERY)
    assert process.communicate(timeout=30) == ("interrupted\n", "")


def test_it_arrives_promptly(interrupted):
    """Long before the call would have timed out (30 s), and before the 2 s of grace are over."""
    process, _ = interrupted(REFUND)
    began = time.monotonic()
    assert process.stdout.readline().startswith("interrupted")
    assert time.monotonic() - began < 10


def test_gateway_sees_the_connection_closed(interrupted):
    """While the process lives on: the call doesn't go on behind its caller's back."""
    process, peer = interrupted(REFUND, then="sys.stdin.read()")
    assert process.stdout.readline().startswith("interrupted")
    assert peer.recv(1) == b""


def test_listing_is_interrupted(interrupted):
    """So is an iteration, whose pages are closed."""
    process, peer = interrupted(
        "list(client.iter_orders(__import__('datetime').datetime(2026, 3, 2),"
        " __import__('datetime').datetime(2026, 3, 3)))"
    )
    assert process.communicate(timeout=30) == ("interrupted\n", "")
    assert peer.recv(1) == b""


def test_unhandled(interrupted):
    """Nobody catches it: the note is in the traceback, and the process ends."""
    process, _ = interrupted(REFUND, then="raise")
    _, complaints = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT
    assert complaints.rstrip().splitlines()[-1].startswith("zhixiao: order_refund had been sent")


def test_next_call_works(interrupted, silence):
    """The client is as good as new: its next request arrives."""
    process, peer = interrupted(REFUND, then=QUERY)
    assert process.stdout.readline().startswith("interrupted")
    assert silence.request() is not peer
