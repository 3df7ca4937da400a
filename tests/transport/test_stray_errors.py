"""An unforeseen error on this machine, once a request was sent: its outcome is unknown."""

from __future__ import annotations

import errno

import pytest

from zhixiao_async import Effect, InvalidRequest, NoReply, OutcomeUnknown
from zhixiao_async.transport import verify
from zhixiao_async.transport.sessions import Sessions

from .effects import changing

FULL = OSError(errno.EMFILE, "Too many open files")
STRAYS = [FULL, MemoryError(), RuntimeError("小明"), InvalidRequest("fee", "must be an int")]
strays = pytest.mark.parametrize("stray", STRAYS, ids=lambda error: type(error).__name__)


@pytest.fixture(params=["reading", "giving back"])
def fails(request, monkeypatch):
    """Have opening a reply fail, or giving its connection back."""

    def fail_with(error):
        def fail(*_, **__):
            raise error

        if request.param == "reading":
            monkeypatch.setattr(verify, "open_reply", fail)
        else:
            monkeypatch.setattr(Sessions, "release", fail)

    return fail_with


@strays
@changing
async def test_change(client, gateway, call, fails, effect, stray):
    """A change may have been applied; the unforeseen error is the cause."""
    fails(stray)
    with pytest.raises(OutcomeUnknown, match="may have been applied") as caught:
        await call(client, effect)
    assert caught.value.__cause__ is stray
    assert (caught.value.request.out_trade_no, caught.value.out_trade_no) == ("20881", "20881")
    assert "小明" not in str(caught.value)
    assert len(gateway.requests) == 1


async def test_read_on_a_machine_in_trouble(client, call, fails):
    """A read ends as unanswered after an OSError."""
    fails(FULL)
    with pytest.raises(NoReply, match="OSError") as caught:
        await call(client, Effect.READ)
    assert caught.value.__cause__ is FULL


async def test_fault_of_ours_in_a_read(client, call, fails):
    """A read raises any other error as it is: nothing was changed."""
    fails(RuntimeError("a fault"))
    with pytest.raises(RuntimeError, match="a fault"):
        await call(client, Effect.READ)


@strays
async def test_before_anything_is_sent(client, gateway, call, monkeypatch, stray):
    """Before anything is sent no outcome is in doubt."""

    def fail(*_, **__):
        raise stray

    monkeypatch.setattr("zhixiao_async.transport.attempt_trace.AttemptTrace.must_be_allowed", fail)
    with pytest.raises(type(stray)):
        await call(client, Effect.MONEY)
    assert not gateway.requests
