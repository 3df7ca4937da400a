"""Ctrl-C in the instant in which a call ends: the call's outcome isn't lost."""

from __future__ import annotations

import threading

import pytest

from zhixiao_async import Effect

from .silence import PATIENCE

APPLIED = "zhixiao: {} had been applied, its result is lost"


@pytest.fixture
def go():
    """Return an event that is set when Ctrl-C may be pressed, after the call's end."""
    event = threading.Event()
    event.set()
    return event


@pytest.fixture
def late(monkeypatch, in_thread, go):
    """Make a call that is interrupted when it has ended; return a function for the notes."""

    def wait(_, call):
        assert call.wait(PATIENCE)
        assert go.wait(PATIENCE)
        raise KeyboardInterrupt

    monkeypatch.setattr("zhixiao_sync.bridge.loop_thread.LoopThread.wait", wait)

    def start(call, *args, **kwargs):
        wait = in_thread(call, *args, **kwargs)

        def notes():
            interruption = wait()
            assert isinstance(interruption, KeyboardInterrupt)
            return getattr(interruption, "__notes__", [])

        return notes

    return start


def test_outcome_unknown(late, silence, new_client):
    """The note of a refund whose connection was lost says all that its error would."""
    notes = late(new_client(silence.base_url).order_refund, out_trade_no="20881")
    silence.request().close()
    (note,) = notes()
    assert note.startswith("zhixiao: order_refund: the connection was lost before the reply")
    assert "it may have been applied: find out by order_list" in note
    assert "out_trade_no 20881" in note


def test_outcome_unknown_and_closed(late, silence, new_client, go):
    """The note isn't lost where the client has been closed and its thread has ended."""
    go.clear()
    client = new_client(silence.base_url)
    notes = late(client.order_refund, out_trade_no="20881")
    silence.request()
    client.close()
    go.set()
    (note,) = notes()
    assert note.startswith("zhixiao: order_refund: the client was closed; it may have been applied")


def test_success(late, client, order):
    """The note of an order that was created says so, since nobody sees its number."""
    assert late(client.order_create, **order(1))() == [APPLIED.format("order_create")]


def test_success_of_raw(late, client):
    """A raw call may have changed something unless it is said to be a read."""
    call = ("/pay_api/user_card", {"user_no": "2013141516"})
    assert late(client.raw, *call, effect=Effect.MONEY)() == [APPLIED.format("raw")]
    assert late(client.raw, *call, effect=Effect.READ)() == []


def test_read(late, client):
    """A read's result can be had again, so there is no note."""
    assert late(client.user_card, user_no="2013141516")() == []


def test_refusal(late, client):
    """A refused call has changed nothing, so there is no note."""
    assert late(client.order_refund, out_trade_no="nobody's")() == []


def test_lost_read(late, silence, new_client):
    """A read that went unanswered has changed nothing either."""
    notes = late(new_client(silence.base_url).order_query, out_trade_no="20881")
    silence.request().close()
    assert notes() == []


def test_call_that_does_not_wind_up(bridge, entered, in_thread, monkeypatch):
    """The note says that nobody knows how a call ended that doesn't wind up."""
    monkeypatch.setattr("zhixiao_sync.bridge.loop_thread.GRACE", 0.01)
    go = threading.Event()

    async def stubborn():
        entered.set()
        go.wait(PATIENCE)

    bridge.run(nothing)
    thread = bridge.thread
    submit = thread.submit

    def interrupted(call):
        submit(call)
        assert entered.wait(PATIENCE)
        raise KeyboardInterrupt

    monkeypatch.setattr(thread, "submit", interrupted)
    interruption = in_thread(bridge.run, stubborn)()
    go.set()
    (note,) = interruption.__notes__
    assert "hadn't wound up" in note
    assert "may have been applied" in note


async def nothing():
    pass
