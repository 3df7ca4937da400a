"""The bridge is closed: whoever is on it gets off, and nobody hangs."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from zhixiao_async import NoReply, OutcomeUnknown

from .conftest import ENDING, PATIENCE, answer, bridge_for

HOUR = (ENDING - timedelta(hours=1), ENDING)


@pytest.fixture
def pending(portal, entered, in_thread):
    """A call that never ends by itself; gives a function that waits for what becomes of it."""

    async def forever():
        entered.set()
        await asyncio.Event().wait()

    wait = in_thread(portal.run, forever)
    assert entered.wait(PATIENCE)
    return wait


def test_close_ends_the_thread(portal, stopping):
    """When it returns the owner's connections are closed too."""
    portal.run(answer)
    worker = portal.worker
    portal.close()
    assert worker.ended
    assert stopping.count == 1


def test_close_twice(portal, stopping):
    """Is as good as once."""
    portal.run(answer)
    portal.close()
    portal.close()
    assert stopping.count == 1


def test_close_before_the_first_call(portal, stopping):
    """There is nothing to stop."""
    portal.close()
    assert (portal.closed, stopping.count) == (True, 0)


@pytest.mark.parametrize("used", [True, False], ids=["used", "unused"])
def test_call_after_close(portal, used):
    """It is refused, in words that say why."""
    if used:
        portal.run(answer)
    portal.close()
    with pytest.raises(RuntimeError, match="this Client is closed"):
        portal.run(answer)


def test_close_from_its_own_thread(portal, in_thread):
    """It doesn't wait for itself either."""

    async def inside():
        portal.close()

    outcome = in_thread(portal.run, inside)()
    assert outcome is None or "closed" in str(outcome)
    with pytest.raises(RuntimeError, match="closed"):
        portal.run(answer)


def test_close_during_a_call(portal, pending, stopping):
    """The call is cut short and says so."""
    portal.close()
    outcome = pending()
    assert isinstance(outcome, RuntimeError)
    assert str(outcome) == "this Client is closed, its call was cut short"
    assert stopping.count == 1


def announced(owner, name, monkeypatch):
    """An event that is set when this method has been called."""
    event, method = threading.Event(), getattr(owner, name)

    def call(*args):
        method(*args)
        event.set()

    monkeypatch.setattr(owner, name, call)
    return event


def test_close_before_a_call_has_begun(portal, entered, in_thread, monkeypatch):
    """A call that was handed over while the loop was busy ends too."""
    go = threading.Event()

    async def block():
        entered.set()
        go.wait(PATIENCE)

    first = in_thread(portal.run, block)
    assert entered.wait(PATIENCE)
    handed_over = announced(portal.worker, "submit", monkeypatch)
    told_to_stop = announced(portal.worker, "stop", monkeypatch)
    second = in_thread(portal.run, answer)
    assert handed_over.wait(PATIENCE)
    closing = in_thread(portal.close)
    assert told_to_stop.wait(PATIENCE)
    go.set()
    assert (first(), closing()) == (None, None)
    assert second() == 42 or "closed" in str(second())


def test_notes_of_a_call_cut_short(portal, entered, in_thread):
    """What the cancelled coroutine said about the money isn't lost."""

    async def pay():
        entered.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as cancelled:
            cancelled.add_note("may have been applied")
            raise

    wait = in_thread(portal.run, pay)
    assert entered.wait(PATIENCE)
    portal.close()
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
    """The real client's calls end as the async client's do, and hang up."""
    client = new_client(silence.base_url)
    wait = in_thread(call, client)
    peer = silence.request()
    client.close()
    outcome = wait()
    assert type(outcome) is error
    assert "the client was closed" in str(outcome)
    assert peer.recv(1) == b""


@pytest.mark.parametrize("round_no", range(10))
def test_calls_during_close(portal, in_thread, round_no):
    """From many threads: each ends with its result or with "closed", and none hangs."""
    barrier = threading.Barrier(17)

    def call():
        barrier.wait(PATIENCE)
        results = []
        while len(results) < 100_000:
            try:
                results.append(portal.run(answer))
            except RuntimeError as error:
                return str(error)
        return "never closed"

    waits = [in_thread(call) for _ in range(16)]
    barrier.wait(PATIENCE)
    portal.close()
    said = {wait() for wait in waits}
    assert said <= {"this Client is closed", "this Client is closed, its call was cut short"}


def test_many_close_at_a_time(portal, pending, in_thread):
    """One does it, and none hangs."""
    assert [wait() for wait in [in_thread(portal.close) for _ in range(8)]] == [None] * 8
    assert "cut short" in str(pending())


def test_dropped_portal_ends_its_thread(stopping):
    """Nobody has to close it."""
    portal = bridge_for(stopping)
    portal.run(answer)
    worker = portal.worker
    del portal
    worker.join()
    assert worker.ended
    assert stopping.count == 1
