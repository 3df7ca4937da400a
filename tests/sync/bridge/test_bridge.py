"""A bridge's start, end and owner: who starts its thread, and who winds it up."""

from __future__ import annotations

import gc
import weakref

import pytest

from tests.sync.bridges import answer, bridge_for
from zhixiao_sync import Client, Portal
from zhixiao_sync.bridge.bridge import Bridge, _after_fork_in_child, _close_all
from zhixiao_sync.bridge.loop_thread import LoopThread


class Thing:
    """An object whose end can be seen by a weak reference."""


async def fail():
    raise LookupError("inside")


@pytest.fixture
def meanwhile(monkeypatch):
    """Have an action done once, while a thread starts."""
    begin, left = LoopThread.start, []

    def start(thread):
        begin(thread)
        while left:
            left.pop()()

    monkeypatch.setattr(LoopThread, "start", start)
    return left.append


def test_starter_that_was_interrupted(bridge):
    """A handler that runs in the middle of a start isn't kept waiting for it."""
    assert bridge._starting.acquire(blocking=False)
    assert bridge.run(answer) == 42


def test_start_that_is_over(bridge):
    """A start that is over holds up no other: the next starter needn't wait."""
    bridge.run(answer)
    assert bridge._starting.acquire(blocking=False)


def test_two_starts_at_a_time(bridge, loop_threads, meanwhile):
    """The first thread that runs serves both starters; the other ends without calling closers."""
    meanwhile(lambda: bridge.run(answer))
    assert bridge.run(answer) == 42
    ours, theirs = loop_threads
    ours.join()
    assert ours.ended
    assert bridge.thread is theirs


def test_closed_while_it_starts(bridge, loop_threads, stopping, meanwhile):
    """A thread that was about to run ends, and no coroutine is called on it."""
    meanwhile(bridge.close)
    with pytest.raises(RuntimeError, match="this Client is closed"):
        bridge.run(answer)
    assert (loop_threads[0].ended, bridge.thread, stopping.count) == (True, None, 1)


def test_winding_up_on_another_worker(bridge):
    """A cleanup is only run on the thread on which its work was begun."""
    done = []

    async def wind_up():
        done.append("wound up")

    bridge.run_cleanup(None, wind_up)
    bridge.run(answer)
    bridge.run_cleanup(object(), wind_up)
    assert done == []
    bridge.run_cleanup(bridge.thread, wind_up)
    assert done == ["wound up"]


def test_winding_up_fails(bridge):
    """An error of the cleanup is raised to its caller."""
    bridge.run(answer)
    with pytest.raises(LookupError, match="inside"):
        bridge.run_cleanup(bridge.thread, fail)


def test_winding_up_on_its_own_thread(bridge):
    """A cleanup from the loop's own thread is handed over, and not waited for."""

    async def inside():
        bridge.run_cleanup(bridge.thread, fail)
        return "not waited for"

    assert bridge.run(inside) == "not waited for"


def test_worker_that_a_child_inherits(bridge, loop_threads):
    """A child keeps its parent's thread in memory: ending it would end the parent's loop."""
    bridge.run(answer)
    parents = bridge.thread
    bridge.leave_to_parent()
    assert bridge.run(answer) == 42
    assert bridge.thread is not parents
    left = weakref.ref(parents)
    parents.stop()
    parents.join()
    loop_threads.remove(parents)
    del parents
    gc.collect()
    assert left() is not None


def test_dropped_with_a_worker_of_the_parents(stopping):
    """A bridge that is dropped after an unseen fork keeps the parent's thread as well."""
    bridge, thing = bridge_for(stopping), Thing()
    bridge._threads[-1] = thing
    left = weakref.ref(thing)
    del bridge, thing
    gc.collect()
    assert left() is not None


@pytest.fixture
def only_bridge(monkeypatch):
    """Return the only bridge that this process knows of."""
    monkeypatch.setattr("zhixiao_sync.bridge.bridge._bridges", weakref.WeakSet())
    bridge = Bridge()
    yield bridge
    bridge.close()


def test_bridge_at_exit(only_bridge):
    """The interpreter's exit closes a bridge and ends its thread."""
    only_bridge.run(answer)
    thread = only_bridge.thread
    _close_all()
    assert (only_bridge.closed, thread.ended) == (True, True)


def test_bridge_after_a_fork(only_bridge, loop_threads):
    """A child has none of its parent's threads."""
    only_bridge.run(answer)
    _after_fork_in_child()
    assert only_bridge.thread is None
    loop_threads[0].stop()


@pytest.fixture
def handed_over(monkeypatch):
    """Count the calls that are handed to any thread."""
    made, submit = [], LoopThread.submit
    monkeypatch.setattr(LoopThread, "submit", lambda *call: made.append(call) or submit(*call))
    return made


def test_client_that_was_closed_is_dropped(gateway, handed_over):
    """A client that was closed before it is dropped hands nothing more to a portal's loop."""
    with Portal() as shared:
        client = Client(gateway.credentials, base_url=gateway.base_url, portal=shared)
        client.user_card(user_no="2013141516")
        client.close()
        calls = len(handed_over)
        del client
        gc.collect()
        assert len(handed_over) == calls == 2


def test_client_that_was_never_used_is_dropped(gateway, loop_threads, monkeypatch):
    """A client that is dropped unused doesn't start the portal's thread."""
    complaints = []
    monkeypatch.setattr("sys.unraisablehook", complaints.append)
    with Portal() as shared:
        client = Client(gateway.credentials, base_url=gateway.base_url, portal=shared)
        del client
        gc.collect()
    assert (loop_threads, complaints) == ([], [])


def test_new_bridge_is_open():
    """A new bridge is open and has no thread."""
    bridge = Bridge()
    assert (bridge.closed, bridge.thread) == (False, None)
