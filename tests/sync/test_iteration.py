"""A synchronous listing: a page at a time over the bridge, and nothing left when it ends."""

from __future__ import annotations

import asyncio
import gc
from datetime import timedelta

import pytest

from zhixiao_async import InvalidRequest, NoReply, RequestFailed

from .conftest import ENDING

HOUR = (ENDING - timedelta(hours=1), ENDING)


@pytest.fixture
def crossings(client, monkeypatch):
    """Count the calls that are handed to the loop."""
    made, run = [], client._share.run
    monkeypatch.setattr(client._share, "run", lambda *call: made.append(call) or run(*call))
    return made


@pytest.fixture
def tasks(client):
    """Return a function for the tasks that are on the client's loop."""

    async def look():
        return asyncio.all_tasks() - {asyncio.current_task()}

    return lambda: client._share.run(look)


def test_one_crossing_a_page(client, crossings):
    """Ten pages are ten crossings and the end is one; not one for each order."""
    assert len(list(client.iter_orders(*HOUR, page_size=100))) == 1000
    assert len(crossings) == 10 + 1


def test_nothing_is_read_before_it_is_wanted(client, crossings):
    """Making an iterator costs nothing, and neither does dropping it."""
    client.iter_orders(*HOUR).close()
    assert crossings == []


def test_arguments_are_checked_at_once(client):
    """Arguments are checked by the call, not at the first order."""
    with pytest.raises(InvalidRequest, match="end_time"):
        client.iter_orders(HOUR[1], HOUR[0])


def test_early_stop_closes(client, tasks):
    """Pages in flight when the reader stops are gone when ``close`` returns."""
    orders = client.iter_orders(*HOUR, page_size=10)
    next(orders)
    orders.close()
    assert tasks() == set()


def test_break_closes(client, tasks):
    """A loop that is left by ``break`` leaves nothing on the client's loop."""
    for _ in client.iter_order_pages(*HOUR, page_size=10):
        break
    assert tasks() == set()


def test_error_in_the_loop_closes(client, tasks):
    """A loop that is left by an error of the caller's leaves nothing either."""

    def fail():
        for _ in client.iter_orders(*HOUR, page_size=10):
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert tasks() == set()


def test_error_thrown_into_it_closes(client, tasks):
    """An error thrown in closes at once, though its traceback leads to the iteration."""
    orders = client.iter_orders(*HOUR, page_size=10)
    next(orders)
    error = LookupError()
    with pytest.raises(LookupError):
        orders.throw(error)
    assert tasks() == set()


@pytest.fixture
def failing(gateway):
    """Return a function that has every later page fail."""
    yield lambda: gateway.faults.http_error(500)
    gateway.faults.clear()


def test_failing_page(client, failing, tasks):
    """The orders before a failing page come, then its error, and nothing is left."""
    orders = client.iter_orders(*HOUR, page_size=100, concurrency=1)
    taken = [next(orders)]
    failing()
    with pytest.raises(NoReply, match="HTTP 500"):
        taken.extend(orders)
    assert len(taken) in (100, 200), "the page in hand and at most the one then in flight"
    assert tasks() == set()


def test_client_goes_on_after_an_early_stop(client):
    """The next call after an early stop gets its own answer."""
    next(client.iter_orders(*HOUR, page_size=10))
    with pytest.raises(RequestFailed):
        client.order_query(out_trade_no="nobody's")


def test_two_iterations_at_a_time(client):
    """Two iterations at a time don't get in each other's way."""
    ours, theirs = (client.iter_orders(*HOUR, page_size=99) for _ in range(2))
    assert [a.id == b.id for a, b in zip(ours, theirs, strict=True)] == [True] * 1000


def test_close_in_the_middle(client):
    """Closing the client ends an iteration with an error that says so, at its next page."""
    orders = client.iter_orders(*HOUR, page_size=10)
    next(orders)
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        list(orders)


def test_dropped_on_the_loops_own_thread(client, tasks, monkeypatch):
    """An iteration that is collected on the loop's own thread is closed without an error."""
    complaints = []
    monkeypatch.setattr("sys.unraisablehook", complaints.append)
    cycle = [client.iter_orders(*HOUR, page_size=10)]
    next(cycle[0])
    cycle.append(cycle)
    gc.disable()
    try:
        del cycle

        async def collect():
            gc.collect()

        client._share.run(collect)
    finally:
        gc.enable()
    assert [str(complaint.exc_value) for complaint in complaints] == []
