"""The loop's thread: how long a caller waits for it, and what becomes of calls at its end."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from tests.sync.bridges import answer
from tests.sync.silence import PATIENCE
from zhixiao_async import NotSent, OrderCancel, OutcomeUnknown
from zhixiao_async.transport.sessions import Unusable
from zhixiao_sync.bridge.call import Call
from zhixiao_sync.bridge.purpose import Purpose


class Watched(Call):
    """A call that ends after so many waits; each takes all of its seconds."""

    def __init__(self, limit, looks, clock, turn):
        super().__init__(answer, Purpose(endpoint=OrderCancel.endpoint, timeout=limit))
        self.looks, self.seen, self.clock, self.turn = looks, [], clock, turn
        self.cancelled = False

    def wait(self, seconds):
        self.seen.append(seconds)
        self.clock[0] += seconds
        self.turn(len(self.seen))
        return self._done or len(self.seen) == self.looks

    def cancel(self):
        self.cancelled = True


@pytest.fixture
def watched(bridge, monkeypatch):
    """Have the bridge's thread wait for such a call; return the call."""
    bridge.run(answer)
    clock = [1000.0]
    monkeypatch.setattr("zhixiao_sync.bridge.loop_thread.monotonic", lambda: clock[0])

    def wait(limit, looks=9, *, begun=False, turn=lambda look: None):
        call = Watched(limit, looks, clock, turn)
        assert not begun or call.claim()
        bridge.thread.wait(call)
        return call

    return wait


def test_looks_without_a_limit(watched, bridge):
    """A call without a timeout is waited for while the loop answers within a minute."""

    def turn(look):
        if look % 12 == 0:
            bridge.run(answer)

    call = watched(None, looks=100, turn=turn)
    assert call.seen == [5] * 100
    assert call.claim()


def test_loop_that_is_silent(watched, held_up):
    """A silent loop is asked at the first poll, and given up twelve polls later."""
    looks = len(watched(None, looks=99).seen) - 1  # another one sees that the call is over
    assert looks == 1 + 12


def test_looks_until_the_limit(watched):
    """The last wait ends with the timeout; a call that hadn't begun never begins."""
    call = watched(10.5)
    assert call.seen[:3] == [5, 5, 0.5]
    assert not call.claim()
    with pytest.raises(NotSent, match="the client's event loop never got to it"):
        call.result()


def test_limit_of_a_call_under_way(watched, bridge):
    """A call under way may have been applied, and is cancelled at its timeout."""
    call = watched(3, begun=True)
    bridge.run(answer)
    assert call.cancelled
    with pytest.raises(OutcomeUnknown, match="the client's event loop didn't end it in time"):
        call.result()


def test_call_in_a_forked_child(watched, bridge, monkeypatch):
    """A forked child can't know how its parent's call ends."""
    monkeypatch.setattr(bridge.thread, "process", -1)
    call = watched(None)
    assert call.seen[0] == 5
    with pytest.raises(OutcomeUnknown, match="this process was forked while the call was under"):
        call.result()


def test_thread_that_cannot_be_started(bridge, loop_threads, monkeypatch):
    """Nothing was sent, and the loop that was made for the thread is closed."""

    def fail(*_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("_thread.start_new_thread", fail)
    with pytest.raises(NotSent, match=r"no thread can be started .*; nothing was sent"):
        bridge.run(answer)
    assert loop_threads[0].ended
    assert loop_threads[0]._loop.is_closed()


def test_loop_that_cannot_be_made(bridge, monkeypatch):
    """A call with a purpose fails in its endpoint's name."""

    def fail():
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("socket.socketpair", fail)
    said = r"order_cancel: no event loop can be made \(Too many open files\)"
    with pytest.raises(NotSent, match=said):
        bridge.run(answer, Purpose(endpoint=OrderCancel.endpoint))


def test_call_that_is_refused_is_forgotten(bridge):
    """A thread that has ended keeps nothing of a call that it refuses."""

    async def late():
        pass

    bridge.run(answer)
    thread = bridge.thread
    bridge.close()
    with pytest.raises(Unusable, match="this Client is closed"):
        thread.submit(Call(late))
    left = weakref.ref(late)
    del late
    gc.collect()
    assert left() is None


def test_call_handed_over_during_the_wind_up(bridge):
    """A call that a closing client hands over isn't begun any more."""
    bridge.run(answer)
    thread, late = bridge.thread, Call(answer)

    async def closing():
        thread.submit(late)

    bridge.closers["closing"] = closing
    bridge.close()
    with pytest.raises(Unusable, match="this Client is closed"):
        late.result()


def test_closing_has_an_end(bridge, entered, in_thread, monkeypatch):
    """Closing doesn't wait for ever for a loop that is held up."""
    monkeypatch.setattr("zhixiao_sync.bridge.loop_thread._CLOSING", 0.01)
    go = threading.Event()

    async def block():
        entered.set()
        go.wait(PATIENCE)

    wait = in_thread(bridge.run, block)
    assert entered.wait(PATIENCE)
    thread = bridge.thread
    assert in_thread(bridge.close)() is None
    assert not thread.ended
    go.set()
    assert wait() is None or "closed" in str(wait())


def test_profiler_sees_the_loops_thread(bridge):
    """A profiler sees the loop's thread as any thread of ``threading``'s."""
    seen = []
    threading.setprofile(lambda frame, event, _: seen.append(frame.f_code.co_name))
    try:
        bridge.run(answer)
    finally:
        threading.setprofile(None)
    assert "answer" in seen


def test_debugger_sees_the_loops_thread(bridge):
    """A debugger sees the loop's thread as any thread of ``threading``'s."""
    seen, usual = [], threading.gettrace()
    threading.settrace(lambda frame, event, _: seen.append(frame.f_code.co_name))
    try:
        bridge.run(answer)
    finally:
        threading.settrace(usual)
    assert "answer" in seen
