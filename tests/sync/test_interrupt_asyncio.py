"""Ctrl-C during an async call under ``asyncio.run``, with a real SIGINT, for comparison."""

from __future__ import annotations

import signal

import pytest

from .conftest import PATIENCE

SCRIPT = """
import asyncio, logging, sys
from zhixiao_async import Client
from zhixiao_async.sandbox import TEST_CREDENTIALS

# -X dev has asyncio report slow callbacks: a busy machine is no finding.
logging.getLogger("asyncio").addFilter(lambda one: not one.getMessage().startswith("Executing"))

async def main():
    async with Client(TEST_CREDENTIALS, base_url=sys.argv[1]) as client:
        await client.{call}(out_trade_no="20881")

try:
    asyncio.run(main())
except KeyboardInterrupt as interrupt:
    print(type(interrupt.__context__).__name__, *getattr(interrupt.__context__, "__notes__", []))
    {then}
"""
NOTE = "zhixiao: order_refund had been sent and may have been applied; find out by order_list"


@pytest.fixture
def interrupted(silence, start_python):
    """Run a call, press Ctrl-C when its request has arrived; gives all that is said."""

    def run(call, then="raise"):
        script = SCRIPT.format(call=call, then=then)
        process = start_python(script, silence.base_url)
        silence.request()
        process.send_signal(signal.SIGINT)
        return process.communicate(timeout=PATIENCE)

    return run


def test_money_call(interrupted):
    """The cancellation that the KeyboardInterrupt comes from bears the note."""
    said, complaints = interrupted("order_refund", then="pass")
    assert said.startswith(f"CancelledError {NOTE}")
    assert NOTE.removeprefix("zhixiao: ") in complaints.splitlines()[0]
    assert len(complaints.splitlines()) == 1


def test_unhandled(interrupted):
    """So it is in the traceback that the interpreter prints."""
    _, complaints = interrupted("order_refund")
    assert complaints.count(NOTE) == 1
    assert complaints.rstrip().endswith("KeyboardInterrupt")


def test_unhandled_read(interrupted):
    """A read leaves nothing to say."""
    _, complaints = interrupted("order_query")
    assert complaints.rstrip().endswith("KeyboardInterrupt")
    assert "zhixiao:" not in complaints
