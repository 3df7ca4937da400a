"""Ctrl-C in the middle of the bridge: nothing hangs, nothing is left, the next call works."""

from __future__ import annotations

import asyncio
import signal

import pytest

from zhixiao_sync._worker import Worker

from .conftest import PATIENCE, answer

SECOND_CTRL_C = """
import asyncio, sys
from zhixiao_sync._bridge import Bridge

async def stubborn():
    print("waiting", flush=True)
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("winding up", flush=True)
        await asyncio.sleep(1)
        raise

portal = Bridge()
try:
    portal.run(stubborn)
except KeyboardInterrupt as interrupt:
    print("interrupted", *getattr(interrupt, "__notes__", []), flush=True)
portal.close()
"""


def interrupted_after(method):
    """The method, which does its work and is then interrupted, the first time."""
    left = [KeyboardInterrupt()]

    def call(*args):
        result = method(*args)
        if left:
            raise left.pop()
        return result

    return call


def test_while_the_thread_starts(portal, stopping, workers, monkeypatch):
    """Its thread ends again, its client isn't closed for that, and the next call starts another."""
    monkeypatch.setattr(Worker, "start", interrupted_after(Worker.start))
    with pytest.raises(KeyboardInterrupt):
        portal.run(answer)
    workers[0].join()
    assert (workers[0].ended, stopping.count) == (True, 0)
    assert portal.run(answer) == 42


def test_before_the_call_is_handed_over(portal, in_thread, monkeypatch):
    """The call is over at once: nobody waits for the end of what will never begin."""
    portal.run(answer)
    monkeypatch.setattr("zhixiao_sync._worker.GRACE", PATIENCE * 10)
    with monkeypatch.context() as patch:

        def interrupt(*_):
            patch.undo()
            raise KeyboardInterrupt

        patch.setattr(portal.worker._loop, "call_soon_threadsafe", interrupt)
        assert isinstance(in_thread(portal.run, answer)(), KeyboardInterrupt)
    assert portal.run(answer) == 42


@pytest.fixture
def pressed(portal, entered, monkeypatch):
    """Make a call that is interrupted when it has been handed over, or when it has begun."""

    async def forever():
        entered.set()
        await asyncio.Event().wait()

    def run(*, begun):
        portal.run(answer)
        submit = portal.worker.submit

        def hand_over(call):
            submit(call)
            assert not begun or entered.wait(PATIENCE)
            raise KeyboardInterrupt("first")

        with monkeypatch.context() as patch:
            patch.setattr(portal.worker, "submit", hand_over)
            portal.run(forever)

    return run


@pytest.mark.parametrize("begun", [False, True])
def test_after_the_call_is_handed_over(portal, pressed, begun):
    """Whether it had begun or not, it is cancelled."""

    async def look():
        return asyncio.all_tasks() - {asyncio.current_task()}

    with pytest.raises(KeyboardInterrupt):
        pressed(begun=begun)
    assert portal.run(look) == set()


def test_again_while_it_winds_up(portal, pressed, monkeypatch):
    """It is the second that arrives, and says what isn't known."""
    portal.run(answer)

    def interrupt(_):
        raise KeyboardInterrupt("second")

    monkeypatch.setattr(portal.worker, "_soon", interrupt)
    with pytest.raises(KeyboardInterrupt, match="second") as caught:
        pressed(begun=True)
    (note,) = caught.value.__notes__
    assert note.startswith("zhixiao: interrupted again before the call had wound up; if it changes")


def test_twice(start_python):
    """The second Ctrl-C ends the waiting for the first, and says what isn't known."""
    process = start_python(SECOND_CTRL_C)
    for line in ("waiting\n", "winding up\n"):
        assert process.stdout.readline() == line
        process.send_signal(signal.SIGINT)
    said, complaints = process.communicate(timeout=PATIENCE)
    assert said.startswith("interrupted zhixiao: interrupted again before the call had wound up")
    assert (process.returncode, complaints) == (0, "")
