"""Ctrl-C in the instant in which a call ends: how it ended isn't lost."""

from __future__ import annotations

import threading

import pytest

from zhixiao_async import Effect

from .conftest import PATIENCE

APPLIED = "zhixiao: {} had been applied, its result is lost"


@pytest.fixture
def go():
    """Set when Ctrl-C may be pressed; that is after the call has ended in any case."""
    one = threading.Event()
    one.set()
    return one


@pytest.fixture
def late(monkeypatch, in_thread, go):
    """Make a call that is interrupted when it has ended; gives a function that gives the notes."""

    def wait(_, call):
        assert call.wait(PATIENCE)
        assert go.wait(PATIENCE)
        raise KeyboardInterrupt

    monkeypatch.setattr("zhixiao_sync._worker.Worker.wait", wait)

    def start(call, *args, **kwargs):
        wait = in_thread(call, *args, **kwargs)

        def notes():
            interruption = wait()
            assert isinstance(interruption, KeyboardInterrupt)
            return getattr(interruption, "__notes__", [])

        return notes

    return start


def test_outcome_unknown(late, silence, new_client):
    """A refund whose connection was lost just then: the note says all that its error would."""
    notes = late(new_client(silence.base_url).order_refund, out_trade_no="20881")
    silence.request().close()
    (note,) = notes()
    assert note.startswith("zhixiao: order_refund: the connection was lost before the reply")
    assert "it may have been applied: find out by order_list" in note
    assert "out_trade_no 20881" in note


def test_outcome_unknown_and_closed(late, silence, new_client, go):
    """Nor is it lost where the client has been closed by then, and its thread has ended."""
    go.clear()
    client = new_client(silence.base_url)
    notes = late(client.order_refund, out_trade_no="20881")
    silence.request()
    client.close()
    go.set()
    (note,) = notes()
    assert note.startswith("zhixiao: order_refund: the client was closed; it may have been applied")


def test_success(late, client, order):
    """An order that was created, and whose number nobody gets to see."""
    assert late(client.order_create, **order(1))() == [APPLIED.format("order_create")]


def test_success_of_raw(late, client):
    """It may have changed something unless it is said to be a read."""
    call = ("/pay_api/user_card", {"user_no": "2013141516"})
    assert late(client.raw, *call, effect=Effect.MONEY)() == [APPLIED.format("raw")]
    assert late(client.raw, *call, effect=Effect.READ)() == []


def test_read(late, client):
    """A read's result can be had again."""
    assert late(client.user_card, user_no="2013141516")() == []


def test_refusal(late, client):
    """What was refused has changed nothing."""
    assert late(client.order_refund, out_trade_no="nobody's")() == []


def test_lost_read(late, silence, new_client):
    """Nor has a read that went unanswered."""
    notes = late(new_client(silence.base_url).order_query, out_trade_no="20881")
    silence.request().close()
    assert notes() == []


def test_call_that_does_not_wind_up(portal, entered, in_thread, monkeypatch):
    """Nobody knows then, and the note says so."""
    monkeypatch.setattr("zhixiao_sync._worker.GRACE", 0.01)
    go = threading.Event()

    async def stubborn():
        entered.set()
        go.wait(PATIENCE)

    portal.run(nothing)
    worker = portal.worker
    submit = worker.submit

    def interrupted(call):
        submit(call)
        assert entered.wait(PATIENCE)
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "submit", interrupted)
    interruption = in_thread(portal.run, stubborn)()
    go.set()
    (note,) = interruption.__notes__
    assert "hadn't wound up" in note
    assert "may have been applied" in note


async def nothing():
    pass
