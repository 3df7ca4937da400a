"""A loop that can't be had, or doesn't get on: a caller gets an error and never hangs."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from datetime import datetime

import attrs
import pytest

from zhixiao_async import InvalidRequest, NotSent, OrderRefund, OutcomeUnknown
from zhixiao_async.resolving import Verdict
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.transport.sessions import Unusable
from zhixiao_sync import Client, Portal
from zhixiao_sync.bridge.call import Call
from zhixiao_sync.bridge.purpose import Purpose

from .bridges import answer
from .silence import PATIENCE

SOON = Purpose(
    endpoint=OrderRefund.endpoint, request=OrderRefund(out_trade_no="20881"), timeout=0.05
)
WHENEVER = attrs.evolve(SOON, timeout=None)
REFUND = OutcomeUnknown("lost", resolve_by="", request=SOON.request)
NOON = datetime(2026, 3, 2, 12)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux' /proc")
def test_out_of_descriptors(run_python, gateway, tmp_path, monkeypatch):
    """A call without a descriptor for its loop sends nothing, and the journal's entry says so."""
    monkeypatch.chdir(tmp_path)
    ended = run_python("no_descriptors", gateway.base_url)
    assert (ended.returncode, ended.stderr) == (0, "")
    error, states = ended.stdout.splitlines()
    assert error.startswith("NotSent order_refund: no event loop can be made (Too many open files)")
    assert states == "['not sent']"


@pytest.fixture
def impatient(monkeypatch):
    """Have callers wait for milliseconds only."""
    monkeypatch.setattr("zhixiao_sync.bridge.heartbeat.POLL", 0.01)
    monkeypatch.setattr("zhixiao_sync.bridge.heartbeat.SILENCE", 0.03)
    monkeypatch.setattr("zhixiao_sync.client.LAST_QUERY", 0.0)
    monkeypatch.setattr("zhixiao_sync.bridge.purpose._EXTRA_WAIT", 0.0)


@pytest.fixture
def client(bridge):
    """Return a client on the loop that may be held up, of a gateway that can't be reached."""
    shared = Portal()
    shared._bridge = bridge
    with Client(TEST_CREDENTIALS, base_url="http://127.0.0.1:9", portal=shared) as client:
        yield client


@pytest.mark.parametrize("purpose", [SOON, WHENEVER], ids=["limit", "no limit"])
def test_call_that_the_loop_never_got_to(bridge, held_up, impatient, purpose):
    """A call that never began isn't sent at its timeout, nor later when the loop gets on."""
    ran = []

    async def pay():
        ran.append("sent")

    with pytest.raises(NotSent, match="order_refund: the client's event loop never got to it"):
        bridge.run(pay, purpose)
    held_up.set()
    assert (bridge.run(answer), ran) == (42, [])


@pytest.mark.parametrize(
    ("purpose", "said"),
    [(SOON, "didn't end it in time"), (WHENEVER, "has shown no sign of life for 0.03 s")],
    ids=["limit", "no limit"],
)
def test_call_that_the_loop_does_not_end(bridge, impatient, purpose, said):
    """A call under way may have been applied, and its error says so at its timeout."""
    go = threading.Event()

    async def pay():
        go.wait(PATIENCE)

    with pytest.raises(OutcomeUnknown, match=f"{said}; it may have been") as caught:
        bridge.run(pay, purpose)
    go.set()
    assert caught.value.request == SOON.request
    assert bridge.run(answer) == 42


def test_call_that_was_given_up_is_forgotten(bridge, held_up, impatient):
    """A loop that gets on keeps nothing of a call that it never began."""

    async def pay():
        pass

    with pytest.raises(NotSent):
        bridge.run(pay, SOON)
    held_up.set()
    bridge.run(answer)
    left = weakref.ref(pay)
    del pay
    gc.collect()
    assert left() is None


def test_waiting_for_a_payment(client, held_up, impatient):
    """Waiting for a payment ends by its timeout, whatever the loop is at."""
    with pytest.raises(NotSent, match="order_query: the client's event loop never got to it"):
        client.wait_paid("20881", timeout=0.05)


@pytest.mark.parametrize("timeout", [0.05, None])
def test_resolving(client, held_up, impatient, timeout):
    """Resolving says that nothing is known: no error claims that the refund wasn't sent."""
    resolution = client.resolve(REFUND, timeout=timeout)
    assert resolution.verdict is Verdict.UNKNOWN
    said = "the gateway couldn't be asked: the client's event loop never got to it; look again"
    assert resolution.explanation.startswith(said)


def test_page_of_an_iterator(client, held_up, impatient):
    """A page has no timeout, but a loop without a sign of life ends its waiting."""
    with pytest.raises(NotSent, match="order_list: the client's event loop never got to it"):
        next(client.iter_orders(NOON, NOON.replace(hour=13)))


@pytest.mark.parametrize("timeout", ["1", -1])
def test_timeout_that_is_none(client, timeout):
    """A timeout that is no number of seconds is refused as by the async client."""
    for call in (
        lambda: client.wait_paid("20881", timeout=timeout),
        lambda: client.resolve(REFUND, timeout=timeout),
    ):
        with pytest.raises(InvalidRequest, match="timeout must be"):
            call()


def test_call_handed_over_after_the_wind_up(bridge, monkeypatch):
    """A loop that has had its last iteration refuses a call: nobody waits for it for ever."""
    bridge.run(answer)
    thread, late = bridge.thread, Call(answer)
    close = thread._loop.close

    def closing():
        thread.submit(late)
        close()

    monkeypatch.setattr(thread._loop, "close", closing)
    bridge.close()
    assert late.wait(0)
    with pytest.raises(Unusable, match="this Client is closed"):
        late.result()
