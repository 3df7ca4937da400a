"""A loop that can't be had, or doesn't get on: the caller is told, and never waits for ever."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from zhixiao_async import NotSent, OrderRefund, OutcomeUnknown
from zhixiao_async._sessions import Unusable
from zhixiao_sync._call import Call, Purpose

from .conftest import PATIENCE

PROGRAM = Path(__file__).parent / "programs/no_descriptors.py"
SOON = Purpose(endpoint=OrderRefund.endpoint, request=OrderRefund(out_trade_no="20881"), limit=0.05)


async def answer():
    return 42


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux' /proc")
def test_out_of_descriptors(run_python, gateway, tmp_path, monkeypatch):
    """Without a descriptor for its loop nothing is sent, and the journal's entry says so."""
    monkeypatch.chdir(tmp_path)
    ended = run_python(PROGRAM.read_text("utf-8"), gateway.base_url)
    assert (ended.returncode, ended.stderr) == (0, "")
    error, states = ended.stdout.splitlines()
    assert error.startswith("NotSent order_refund: no event loop can be made (Too many open files)")
    assert states == "['not sent']"


@pytest.fixture
def held_up(portal, entered, in_thread):
    """The loop is at something else until the event is set."""
    go = threading.Event()

    async def block():
        entered.set()
        go.wait(PATIENCE)

    wait = in_thread(portal.run, block)
    assert entered.wait(PATIENCE)
    yield go
    go.set()
    assert wait() is None


def test_call_that_the_loop_never_got_to(portal, held_up):
    """It isn't sent when its limit is over, nor later, when the loop gets on."""
    ran = []

    async def pay():
        ran.append("sent")

    with pytest.raises(NotSent, match="order_refund: the client's event loop never got to it"):
        portal.run(pay, SOON)
    held_up.set()
    assert (portal.run(answer), ran) == (42, [])


def test_call_that_the_loop_does_not_end(portal, entered):
    """It may have been applied, which is said when its limit is over."""
    go = threading.Event()

    async def pay():
        go.wait(PATIENCE)

    with pytest.raises(OutcomeUnknown, match="didn't end it in time; it may have been") as caught:
        portal.run(pay, SOON)
    go.set()
    assert caught.value.request == SOON.request
    assert portal.run(answer) == 42


def test_call_handed_over_after_the_wind_up(portal, monkeypatch):
    """A loop that has had its last turn refuses it: nobody waits for it for ever."""
    portal.run(answer)
    worker, late = portal.worker, Call(answer)
    close = worker._loop.close

    def closing():
        worker.submit(late)
        close()

    monkeypatch.setattr(worker._loop, "close", closing)
    portal.close()
    assert late.wait(0)
    with pytest.raises(Unusable, match="this Client is closed"):
        late.take()
