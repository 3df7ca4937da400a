"""A fork while the client lives: parent and child go on, each with connections of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from zhixiao_async import RequestFailed
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

from .conftest import ENDING
from .processes import PROGRAMS

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows"),
    # Python 3.12 and later warn of what these tests are about.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
HOUR = (ENDING - timedelta(hours=1), ENDING)
CYCLES = 10


@pytest.fixture
def ask(client):
    """Return a call that needs the gateway."""

    def call():
        assert client.user_card(user_no="2013141516").user_no == "2013141516"

    return call


@pytest.fixture
def live(ask):
    """Give the client its thread and a kept connection."""
    ask()


@pytest.mark.parametrize("cycle", range(CYCLES))
def test_child_and_parent_go_on(live, ask, forked, cycle):
    """Calls in the child work, and calls in the parent afterwards."""
    assert forked(ask) == "ok"
    ask()


def test_parent_goes_on_after_every_child(live, ask, forked):
    """The parent goes on after ten children of the same client."""
    assert [forked(ask) for _ in range(CYCLES)] == ["ok"] * CYCLES
    ask()


def test_fork_before_the_first_call(ask, forked):
    """A fork before the first call leaves nothing behind."""
    assert forked(ask) == "ok"
    ask()


def test_grandchild(live, ask, forked):
    """A child may fork again."""

    def child():
        ask()
        assert forked(ask) == "ok"
        ask()

    assert forked(child) == "ok"
    ask()


def test_child_closes(live, client, ask, forked):
    """A child closes only what is its own."""

    def child():
        ask()
        client.close()
        with pytest.raises(RuntimeError, match="closed"):
            ask()

    assert forked(child) == "ok"
    ask()


def test_child_closes_without_a_call(live, client, ask, forked):
    """A child may close a client that has opened nothing there."""
    assert forked(client.close) == "ok"
    ask()


def test_child_drops_the_client(gateway, forked):
    """A child that drops the client doesn't close the parent's connections."""
    held = [Client(TEST_CREDENTIALS, base_url=gateway.base_url)]
    with held[0] as client:
        client.user_card(user_no="2013141516")
        parent = os.getpid()
        del client
        assert forked(held.clear) == "ok"
        assert os.getpid() == parent
        held[0].user_card(user_no="2013141516")


def test_fork_during_a_call(silence, new_client, in_thread, forked, gateway):
    """The parent's pending call goes on; the child knows nothing of it."""
    client, other = new_client(silence.base_url), new_client(gateway.base_url)
    other.user_card(user_no="2013141516")
    wait = in_thread(client.order_refund, out_trade_no="20881")
    peer = silence.request()
    assert forked(lambda: other.user_card(user_no="2013141516")) == "ok"
    peer.setblocking(False)
    with pytest.raises(BlockingIOError):
        peer.recv(1)
    client.close()
    assert "the client was closed" in str(wait())


def test_error_in_the_child(live, client, forked):
    """A refusal is a refusal in the child, too."""

    def child():
        with pytest.raises(RequestFailed):
            client.order_query(out_trade_no="nobody's")

    assert forked(child) == "ok"


def test_iteration_begun_before_the_fork(client, forked):
    """The parent reads an iteration to its end, whatever the child does with its copy."""
    orders = client.iter_orders(*HOUR, page_size=10)
    first = next(orders).id
    assert forked(lambda: next(orders)) == "ok"
    rest = [order.id for order in orders]
    assert len({first, *rest}) == 1000


def test_iteration_gone_on_with_in_the_child(client, forked):
    """The parent's iteration ends with an error in the child, which doesn't hang."""
    orders = client.iter_orders(*HOUR, page_size=10)
    next(orders)
    said = forked(lambda: list(orders))
    orders.close()
    assert "NotSent('this listing was begun in another process" in said


def test_iteration_dropped_in_the_child(client, forked):
    """A child that leaves the parent's iteration gets no error."""
    orders = client.iter_orders(*HOUR, page_size=10)
    next(orders)
    assert forked(orders.close) == "ok"
    orders.close()


def test_child_that_ends_like_any_interpreter(gateway):
    """A child that runs its exit handlers reports nothing, with warnings as errors."""
    program = str(PROGRAMS / "fork_and_exit.py")
    quiet = ["-W", "error", "-W", "ignore::DeprecationWarning"]  # of forks, from Python 3.12 on
    command = [sys.executable, *quiet, program, gateway.base_url]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def in_a_pool(number: int) -> str:
    """Use the client that the pool's process was forked with."""
    return _inherited[0].user_card(user_no="2013141516").user_no


_inherited: list[Client] = []


def test_pool_of_forked_workers(live, client, ask):
    """Every process of a forked pool can use its parent's client."""
    _inherited[:] = [client]
    signal.alarm(60)
    try:
        with multiprocessing.get_context("fork").Pool(4) as pool:
            results = pool.map_async(in_a_pool, range(40)).get(timeout=30)
            pool.close()
            pool.join()
    finally:
        signal.alarm(0)
        _inherited.clear()
    assert results == ["2013141516"] * 40
    ask()
