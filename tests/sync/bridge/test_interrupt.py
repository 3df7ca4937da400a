"""Ctrl-C in the middle of the bridge: nothing hangs, nothing is left, the next call works."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.sync.bridges import answer
from tests.sync.silence import PATIENCE
from zhixiao_sync.bridge.loop_thread import LoopThread


def interrupted_after(method):
    """Return the method with an interruption after its first call."""
    left = [KeyboardInterrupt()]

    def call(*args):
        result = method(*args)
        if left:
            raise left.pop()
        return result

    return call


def test_while_the_thread_starts(bridge, stopping, loop_threads, monkeypatch):
    """The thread ends without its closers, and the next call starts another."""
    monkeypatch.setattr(LoopThread, "start", interrupted_after(LoopThread.start))
    with pytest.raises(KeyboardInterrupt):
        bridge.run(answer)
    loop_threads[0].join()
    assert (loop_threads[0].ended, stopping.count) == (True, 0)
    assert bridge.run(answer) == 42


def test_before_the_call_is_handed_over(bridge, in_thread, monkeypatch):
    """The call is over at once: nobody waits for the end of a call that never begins."""
    bridge.run(answer)
    monkeypatch.setattr("zhixiao_sync.bridge.loop_thread.GRACE", PATIENCE * 10)
    with monkeypatch.context() as patch:

        def interrupt(*_):
            patch.undo()
            raise KeyboardInterrupt

        patch.setattr(bridge.thread._loop, "call_soon_threadsafe", interrupt)
        assert isinstance(in_thread(bridge.run, answer)(), KeyboardInterrupt)
    assert bridge.run(answer) == 42


@pytest.fixture
def pressed(bridge, entered, monkeypatch):
    """Make a call that is interrupted when it has been handed over, or when it has begun."""

    async def forever():
        entered.set()
        await asyncio.Event().wait()

    def run(*, begun):
        bridge.run(answer)
        submit = bridge.thread.submit

        def hand_over(call):
            submit(call)
            assert not begun or entered.wait(PATIENCE)
            raise KeyboardInterrupt("first")

        with monkeypatch.context() as patch:
            patch.setattr(bridge.thread, "submit", hand_over)
            bridge.run(forever)

    return run


@pytest.mark.parametrize("begun", [False, True])
def test_after_the_call_is_handed_over(bridge, pressed, begun):
    """The call is cancelled, whether it had begun or not."""

    async def look():
        return asyncio.all_tasks() - {asyncio.current_task()}

    with pytest.raises(KeyboardInterrupt):
        pressed(begun=begun)
    assert bridge.run(look) == set()


def test_again_while_it_winds_up(bridge, pressed, monkeypatch):
    """The second interruption arrives, and its note says what isn't known."""
    bridge.run(answer)

    def interrupt(_):
        raise KeyboardInterrupt("second")

    monkeypatch.setattr(bridge.thread, "_cancel_soon", interrupt)
    with pytest.raises(KeyboardInterrupt, match="second") as caught:
        pressed(begun=True)
    (note,) = caught.value.__notes__
    assert note.startswith("zhixiao: interrupted again before the call had wound up; if it changes")


def test_twice(start_python):
    """The second Ctrl-C ends the waiting for the first, and says what isn't known."""
    process = start_python("interrupted_twice")
    for line in ("waiting\n", "winding up\n"):
        assert process.stdout.readline() == line
        process.send_signal(signal.SIGINT)
    said, complaints = process.communicate(timeout=PATIENCE)
    assert said.startswith("interrupted zhixiao: interrupted again before the call had wound up")
    assert (process.returncode, complaints) == (0, "")
