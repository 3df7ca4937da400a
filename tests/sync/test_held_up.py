"""A loop that can't be had, or doesn't get on: the caller is told, and never waits for ever."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from datetime import datetime
from pathlib import Path

import attrs
import pytest

from zhixiao_async import InvalidRequest, NotSent, OrderRefund, OutcomeUnknown
from zhixiao_async._sessions import Unusable
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.settling import Verdict
from zhixiao_sync import Client, Portal
from zhixiao_sync._call import Call, Purpose

from .conftest import PATIENCE, answer

PROGRAM = Path(__file__).parent / "programs/no_descriptors.py"
SOON = Purpose(endpoint=OrderRefund.endpoint, request=OrderRefund(out_trade_no="20881"), limit=0.05)
WHENEVER = attrs.evolve(SOON, limit=None)
REFUND = OutcomeUnknown("lost", settle_by="", request=SOON.request)
NOON = datetime(2026, 3, 2, 12)


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
def impatient(monkeypatch):
    """Nobody waits for long."""
    monkeypatch.setattr("zhixiao_sync._worker.LOOK", 0.01)
    monkeypatch.setattr("zhixiao_sync._worker.SILENCE", 0.03)
    monkeypatch.setattr("zhixiao_sync.client.LAST_LOOK", 0.0)
    monkeypatch.setattr("zhixiao_sync.client._PATIENCE", 0.0)


@pytest.fixture
def client(portal):
    """A client on the loop that may be held up, of a gateway that can't be reached."""
    shared = Portal()
    shared._bridge = portal
    with Client(TEST_CREDENTIALS, base_url="http://127.0.0.1:9", portal=shared) as one:
        yield one


@pytest.mark.parametrize("purpose", [SOON, WHENEVER], ids=["limit", "no limit"])
def test_call_that_the_loop_never_got_to(portal, held_up, impatient, purpose):
    """It isn't sent when its limit is over, nor later, when the loop gets on."""
    ran = []

    async def pay():
        ran.append("sent")

    with pytest.raises(NotSent, match="order_refund: the client's event loop never got to it"):
        portal.run(pay, purpose)
    held_up.set()
    assert (portal.run(answer), ran) == (42, [])


@pytest.mark.parametrize(
    ("purpose", "said"),
    [(SOON, "didn't end it in time"), (WHENEVER, "has shown no sign of life for 0.03 s")],
    ids=["limit", "no limit"],
)
def test_call_that_the_loop_does_not_end(portal, impatient, purpose, said):
    """It may have been applied, which is said when its limit is over, or the loop is silent."""
    go = threading.Event()

    async def pay():
        go.wait(PATIENCE)

    with pytest.raises(OutcomeUnknown, match=f"{said}; it may have been") as caught:
        portal.run(pay, purpose)
    go.set()
    assert caught.value.request == SOON.request
    assert portal.run(answer) == 42


def test_call_that_was_given_up_is_forgotten(portal, held_up, impatient):
    """When the loop gets on it keeps nothing of what it never got to."""

    async def pay():
        pass

    with pytest.raises(NotSent):
        portal.run(pay, SOON)
    held_up.set()
    portal.run(answer)
    left = weakref.ref(pay)
    del pay
    gc.collect()
    assert left() is None


def test_waiting_for_a_payment(client, held_up, impatient):
    """It takes no longer than it may, whatever the loop is at."""
    with pytest.raises(NotSent, match="order_query: the client's event loop never got to it"):
        client.wait_paid("20881", timeout=0.05)


@pytest.mark.parametrize("timeout", [0.05, None])
def test_settling(client, held_up, impatient, timeout):
    """Nothing is known then, and no error says that nothing was sent: the refund may have been."""
    settlement = client.settle(REFUND, timeout=timeout)
    assert settlement.verdict is Verdict.UNKNOWN
    said = "the gateway couldn't be asked: the client's event loop never got to it; look again"
    assert settlement.explanation.startswith(said)


def test_page_of_an_iterator(client, held_up, impatient):
    """It may take long, but not of a loop that shows no sign of life."""
    with pytest.raises(NotSent, match="order_list: the client's event loop never got to it"):
        next(client.iter_orders(NOON, NOON.replace(hour=13)))


@pytest.mark.parametrize("timeout", ["1", -1])
def test_timeout_that_is_none(client, timeout):
    """It is refused as by the async client."""
    for call in (
        lambda: client.wait_paid("20881", timeout=timeout),
        lambda: client.settle(REFUND, timeout=timeout),
    ):
        with pytest.raises(InvalidRequest, match="timeout must be"):
            call()


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
