"""The loop's thread: how long a caller waits for it, and what becomes of calls as it ends."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from zhixiao_async import NotSent, OrderCancel, OutcomeUnknown
from zhixiao_async._sessions import Unusable
from zhixiao_sync._call import Call, Purpose

from .conftest import PATIENCE, answer


class Watched(Call):
    """A call that ends after so many looks at it; each takes as long as it may."""

    def __init__(self, limit, looks, clock, turn):
        super().__init__(answer, Purpose(endpoint=OrderCancel.endpoint, limit=limit))
        self.looks, self.seen, self.clock, self.turn = looks, [], clock, turn
        self.cancelled = False

    def wait(self, seconds):
        self.seen.append(seconds)
        self.clock[0] += seconds
        self.turn(len(self.seen))
        return self._over or len(self.seen) == self.looks

    def cancel(self):
        self.cancelled = True


@pytest.fixture
def watched(portal, monkeypatch):
    """Have the portal's worker wait for such a call; gives the call."""
    portal.run(answer)
    clock = [1000.0]
    monkeypatch.setattr("zhixiao_sync._worker.monotonic", lambda: clock[0])

    def wait(limit, looks=9, *, begun=False, turn=lambda look: None):
        call = Watched(limit, looks, clock, turn)
        assert not begun or call.claim()
        portal.worker.wait(call)
        return call

    return wait


def test_looks_without_a_limit(watched, portal):
    """Every five seconds, for as long as it takes, if the loop turns within a minute."""

    def turn(look):
        if look % 12 == 0:
            portal.run(answer)

    call = watched(None, looks=100, turn=turn)
    assert call.seen == [5] * 100
    assert call.claim()


def test_loop_that_is_silent(watched, held_up):
    """It is asked at the first look, and given up at the twelfth after that."""
    looks = len(watched(None, looks=99).seen) - 1  # another one sees that the call is over
    assert looks == 1 + 12


def test_looks_until_the_limit(watched):
    """The last one ends with the limit: the loop never began the call, and now it never will."""
    call = watched(10.5)
    assert call.seen[:3] == [5, 5, 0.5]
    assert not call.claim()
    with pytest.raises(NotSent, match="the client's event loop never got to it"):
        call.take()


def test_limit_of_a_call_under_way(watched, portal):
    """It may have been applied, and doesn't go on behind its caller's back."""
    call = watched(3, begun=True)
    portal.run(answer)
    assert call.cancelled
    with pytest.raises(OutcomeUnknown, match="the client's event loop didn't end it in time"):
        call.take()


def test_call_in_a_forked_child(watched, portal, monkeypatch):
    """The parent goes on with it, so nobody can say here how it ends."""
    monkeypatch.setattr(portal.worker, "process", -1)
    call = watched(None)
    assert call.seen[0] == 5
    with pytest.raises(OutcomeUnknown, match="this process was forked while the call was under"):
        call.take()


def test_thread_that_cannot_be_started(portal, workers, monkeypatch):
    """Nothing was sent, and the loop that was made for it is closed."""

    def fail(*_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("_thread.start_new_thread", fail)
    with pytest.raises(NotSent, match=r"no thread can be started .*; nothing was sent"):
        portal.run(answer)
    assert workers[0].ended
    assert workers[0]._loop.is_closed()


def test_loop_that_cannot_be_made(portal, monkeypatch):
    """A call of a known purpose fails in its own name."""

    def fail():
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("socket.socketpair", fail)
    said = r"order_cancel: no event loop can be made \(Too many open files\)"
    with pytest.raises(NotSent, match=said):
        portal.run(answer, Purpose(endpoint=OrderCancel.endpoint))


def test_call_that_is_refused_is_forgotten(portal):
    """A worker that has ended keeps nothing of it."""

    async def late():
        pass

    portal.run(answer)
    worker = portal.worker
    portal.close()
    with pytest.raises(Unusable, match="this Client is closed"):
        worker.submit(Call(late))
    left = weakref.ref(late)
    del late
    gc.collect()
    assert left() is None


def test_call_handed_over_during_the_wind_up(portal):
    """What a closing client hands over isn't begun any more."""
    portal.run(answer)
    worker, late = portal.worker, Call(answer)

    async def closing():
        worker.submit(late)

    portal.closers["closing"] = closing
    portal.close()
    with pytest.raises(Unusable, match="this Client is closed"):
        late.take()


def test_closing_has_an_end(portal, entered, in_thread, monkeypatch):
    """A loop that is held up is left behind: closing doesn't wait for it for ever."""
    monkeypatch.setattr("zhixiao_sync._worker._CLOSING", 0.01)
    go = threading.Event()

    async def block():
        entered.set()
        go.wait(PATIENCE)

    wait = in_thread(portal.run, block)
    assert entered.wait(PATIENCE)
    worker = portal.worker
    assert in_thread(portal.close)() is None
    assert not worker.ended
    go.set()
    assert wait() is None or "closed" in str(wait())


def test_profiler_sees_the_loops_thread(portal):
    """As that of every thread of ``threading``'s."""
    seen = []
    threading.setprofile(lambda frame, event, _: seen.append(frame.f_code.co_name))
    try:
        portal.run(answer)
    finally:
        threading.setprofile(None)
    assert "answer" in seen


def test_debugger_sees_the_loops_thread(portal):
    """Nor does a breakpoint in a callback stay unseen."""
    seen, usual = [], threading.gettrace()
    threading.settrace(lambda frame, event, _: seen.append(frame.f_code.co_name))
    try:
        portal.run(answer)
    finally:
        threading.settrace(usual)
    assert "answer" in seen
