"""The bridge between starts, ends and owners: who starts a loop, and who winds it up."""

from __future__ import annotations

import gc
import weakref

import pytest

from zhixiao_sync import Client, Portal
from zhixiao_sync._bridge import Bridge, _after_fork_in_child, _close_all
from zhixiao_sync._worker import Worker

from .conftest import answer, bridge_for


class Thing:
    """Something that can be seen to go."""


async def fail():
    raise LookupError("inside")


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something done once, while a thread starts."""
    begin, left = Worker.start, []

    def start(worker):
        begin(worker)
        while left:
            left.pop()()

    monkeypatch.setattr(Worker, "start", start)
    return left.append


def test_starter_that_was_interrupted(portal):
    """A handler that runs in the middle of a start isn't kept waiting for it."""
    assert portal._starting.acquire(blocking=False)
    assert portal.run(answer) == 42


def test_start_that_is_over(portal):
    """It holds up no other: the first start in another thread needn't wait."""
    portal.run(answer)
    assert portal._starting.acquire(blocking=False)


def test_two_starts_at_a_time(portal, workers, meanwhile):
    """The first thread that runs serves both; the other ends, without a word to the clients."""
    meanwhile(lambda: portal.run(answer))
    assert portal.run(answer) == 42
    ours, theirs = workers
    ours.join()
    assert ours.ended
    assert portal.worker is theirs


def test_closed_while_it_starts(portal, workers, stopping, meanwhile):
    """The thread that was about to run ends, and nothing is called on it."""
    meanwhile(portal.close)
    with pytest.raises(RuntimeError, match="this Client is closed"):
        portal.run(answer)
    assert (workers[0].ended, portal.worker, stopping.count) == (True, None, 1)


def test_winding_up_on_another_worker(portal):
    """What was begun on a loop that has gone went with it."""
    done = []

    async def wind_up():
        done.append("wound up")

    portal.finish(None, wind_up)
    portal.run(answer)
    portal.finish(object(), wind_up)
    assert done == []
    portal.finish(portal.worker, wind_up)
    assert done == ["wound up"]


def test_winding_up_fails(portal):
    """Its error is the caller's."""
    portal.run(answer)
    with pytest.raises(LookupError, match="inside"):
        portal.finish(portal.worker, fail)


def test_winding_up_on_its_own_thread(portal):
    """It is handed over, and not waited for."""

    async def inside():
        portal.finish(portal.worker, fail)
        return "not waited for"

    assert portal.run(inside) == "not waited for"


def test_worker_that_a_child_inherits(portal, workers):
    """It stays in the child's memory: to end it there would be to end the parent's."""
    portal.run(answer)
    parents = portal.worker
    portal.leave_to_parent()
    assert portal.run(answer) == 42
    assert portal.worker is not parents
    left = weakref.ref(parents)
    parents.stop()
    parents.join()
    workers.remove(parents)
    del parents
    gc.collect()
    assert left() is not None


def test_dropped_with_a_worker_of_the_parents(stopping):
    """A fork that nobody told of leaves one behind, which is kept as well."""
    portal, thing = bridge_for(stopping), Thing()
    portal._workers[-1] = thing
    left = weakref.ref(thing)
    del portal, thing
    gc.collect()
    assert left() is not None


@pytest.fixture
def only_bridge(monkeypatch):
    """The only one that is known to this process."""
    monkeypatch.setattr("zhixiao_sync._bridge._bridges", weakref.WeakSet())
    bridge = Bridge()
    yield bridge
    bridge.close()


def test_bridge_at_exit(only_bridge):
    """It is closed, and its thread has ended."""
    only_bridge.run(answer)
    worker = only_bridge.worker
    _close_all()
    assert (only_bridge.closed, worker.ended) == (True, True)


def test_bridge_after_a_fork(only_bridge, workers):
    """A child has none of its parent's threads."""
    only_bridge.run(answer)
    _after_fork_in_child()
    assert only_bridge.worker is None
    workers[0].stop()


@pytest.fixture
def handed_over(monkeypatch):
    """Counts what is handed to any worker."""
    made, submit = [], Worker.submit
    monkeypatch.setattr(Worker, "submit", lambda *call: made.append(call) or submit(*call))
    return made


def test_client_that_was_closed_is_dropped(gateway, handed_over):
    """There is nothing left to close on a portal's loop."""
    with Portal() as shared:
        client = Client(gateway.credentials, base_url=gateway.base_url, portal=shared)
        client.user_card(user_no="2013141516")
        client.close()
        calls = len(handed_over)
        del client
        gc.collect()
        assert len(handed_over) == calls == 2


def test_client_that_was_never_used_is_dropped(gateway, workers, monkeypatch):
    """Nor does that start the portal's thread."""
    complaints = []
    monkeypatch.setattr("sys.unraisablehook", complaints.append)
    with Portal() as shared:
        client = Client(gateway.credentials, base_url=gateway.base_url, portal=shared)
        del client
        gc.collect()
    assert (workers, complaints) == ([], [])


def test_new_bridge_is_open():
    """And has no thread yet."""
    bridge = Bridge()
    assert (bridge.closed, bridge.worker) == (False, None)
