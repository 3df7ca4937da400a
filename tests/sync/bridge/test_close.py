"""A bridge that is closed: each caller gets an outcome, and nobody hangs."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from tests.sync.bridges import answer, bridge_for
from tests.sync.conftest import ENDING
from tests.sync.silence import PATIENCE
from zhixiao_async import NoReply, OutcomeUnknown

HOUR = (ENDING - timedelta(hours=1), ENDING)


@pytest.fixture
def pending(bridge, entered, in_thread):
    """Start a call that never ends by itself; return a function that waits for its outcome."""

    async def forever():
        entered.set()
        await asyncio.Event().wait()

    wait = in_thread(bridge.run, forever)
    assert entered.wait(PATIENCE)
    return wait


def test_close_ends_the_thread(bridge, stopping):
    """Closing returns when the thread has ended and its clients are closed."""
    bridge.run(answer)
    thread = bridge.thread
    bridge.close()
    assert thread.ended
    assert stopping.count == 1


def test_close_twice(bridge, stopping):
    """Closing twice is as good as once."""
    bridge.run(answer)
    bridge.close()
    bridge.close()
    assert stopping.count == 1


def test_close_before_the_first_call(bridge, stopping):
    """Closing before the first call calls no closer."""
    bridge.close()
    assert (bridge.closed, stopping.count) == (True, 0)


@pytest.mark.parametrize("used", [True, False], ids=["used", "unused"])
def test_call_after_close(bridge, used):
    """A call after closing is refused, and the error says why."""
    if used:
        bridge.run(answer)
    bridge.close()
    with pytest.raises(RuntimeError, match="this Client is closed"):
        bridge.run(answer)


def test_close_from_its_own_thread(bridge, in_thread):
    """Closing from the loop's own thread doesn't wait for that thread."""

    async def inside():
        bridge.close()

    outcome = in_thread(bridge.run, inside)()
    assert outcome is None or "closed" in str(outcome)
    with pytest.raises(RuntimeError, match="closed"):
        bridge.run(answer)


def test_close_during_a_call(bridge, pending, stopping):
    """A call under way is cut short, and its error says so."""
    bridge.close()
    outcome = pending()
    assert isinstance(outcome, RuntimeError)
    assert str(outcome) == "this Client is closed, its call was cut short"
    assert stopping.count == 1


def announced(owner, name, monkeypatch):
    """Return an event that is set when this method has been called."""
    event, method = threading.Event(), getattr(owner, name)

    def call(*args):
        method(*args)
        event.set()

    monkeypatch.setattr(owner, name, call)
    return event


def test_close_before_a_call_has_begun(bridge, entered, in_thread, monkeypatch):
    """A call that was handed over while the loop was busy ends too."""
    go = threading.Event()

    async def block():
        entered.set()
        go.wait(PATIENCE)

    first = in_thread(bridge.run, block)
    assert entered.wait(PATIENCE)
    handed_over = announced(bridge.thread, "submit", monkeypatch)
    told_to_stop = announced(bridge.thread, "stop", monkeypatch)
    second = in_thread(bridge.run, answer)
    assert handed_over.wait(PATIENCE)
    closing = in_thread(bridge.close)
    assert told_to_stop.wait(PATIENCE)
    go.set()
    assert (first(), closing()) == (None, None)
    assert second() == 42 or "closed" in str(second())


def test_notes_of_a_call_cut_short(bridge, entered, in_thread):
    """The notes of the cancelled coroutine, about the money, aren't lost."""

    async def pay():
        entered.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as cancelled:
            cancelled.add_note("may have been applied")
            raise

    wait = in_thread(bridge.run, pay)
    assert entered.wait(PATIENCE)
    bridge.close()
    assert wait().__notes__ == ["may have been applied"]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda client: client.order_refund(out_trade_no="20881"), OutcomeUnknown),
        (lambda client: client.order_query(out_trade_no="20881"), NoReply),
        (lambda client: client.wait_paid("20881", timeout=PATIENCE), NoReply),
        (lambda client: list(client.iter_orders(*HOUR)), NoReply),
    ],
    ids=["order_refund", "order_query", "wait_paid", "iter_orders"],
)
def test_close_during_a_request(silence, new_client, in_thread, call, error):
    """A synchronous client's calls end as the async client's do, and hang up."""
    client = new_client(silence.base_url)
    wait = in_thread(call, client)
    peer = silence.request()
    client.close()
    outcome = wait()
    assert type(outcome) is error
    assert "the client was closed" in str(outcome)
    assert peer.recv(1) == b""


@pytest.mark.parametrize("round_no", range(10))
def test_calls_during_close(bridge, in_thread, round_no):
    """Calls of many threads end with a result or with "closed", and none hangs."""
    barrier = threading.Barrier(17)

    def call():
        barrier.wait(PATIENCE)
        results = []
        while len(results) < 100_000:
            try:
                results.append(bridge.run(answer))
            except RuntimeError as error:
                return str(error)
        return "never closed"

    waits = [in_thread(call) for _ in range(16)]
    barrier.wait(PATIENCE)
    bridge.close()
    said = {wait() for wait in waits}
    assert said <= {"this Client is closed", "this Client is closed, its call was cut short"}


def test_many_close_at_a_time(bridge, pending, in_thread):
    """Several threads may close at once, and none hangs."""
    assert [wait() for wait in [in_thread(bridge.close) for _ in range(8)]] == [None] * 8
    assert "cut short" in str(pending())


def test_dropped_portal_ends_its_thread(stopping):
    """A bridge that is dropped ends its thread without being closed."""
    bridge = bridge_for(stopping)
    bridge.run(answer)
    thread = bridge.thread
    del bridge
    thread.join()
    assert thread.ended
    assert stopping.count == 1
