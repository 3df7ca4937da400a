"""One call, from its start to the outcome that its caller gets."""

from __future__ import annotations

import asyncio

import pytest

from tests.sync.bridges import answer
from zhixiao_async import NotSent, OrderCancel, OrderQuery, OutcomeUnknown
from zhixiao_sync.bridge.call import Call
from zhixiao_sync.bridge.purpose import Purpose

CANCEL = OrderCancel(out_trade_no="20881")
PAYING = Purpose(endpoint=OrderCancel.endpoint, request=CANCEL)
APPLIED = "zhixiao: order_cancel had been applied, its result is lost"


async def refuse():
    raise LookupError("refused")


async def ended(call):
    """Start a call here, and let it end."""
    over = asyncio.get_running_loop().create_future()
    assert call.claim()
    call.start(over.set_result)
    return await over


def test_claimed_once():
    """A second claim is refused at once, without waiting."""
    call = Call(answer)
    assert [call.claim(), call.claim()] == [True, False]


async def test_cancelled_before_its_first_step():
    """A call cancelled before its first step says that nothing was sent, and is forgotten."""
    call, over = Call(refuse, PAYING), asyncio.get_running_loop().create_future()
    call.start(over.set_result)
    call.cancel()
    assert await over is call
    with pytest.raises(NotSent, match="order_cancel: it was cut short before it had begun"):
        call.result()


async def test_cancelled_later():
    """A call cancelled later may have been sent: its error is that of a lost reply."""
    call, over = Call(asyncio.Event().wait, PAYING), asyncio.get_running_loop().create_future()
    call.start(over.set_result)
    await asyncio.sleep(0)
    call.cancel()
    await over
    with pytest.raises(OutcomeUnknown, match="this Client is closed, its call was cut short"):
        call.result()


def test_lost():
    """A lost call's error has the request and its number, and speaks of no second attempt."""
    call = Call(answer, PAYING)
    call.lose("the loop is gone", sent=True)
    with pytest.raises(OutcomeUnknown, match="order_cancel: the loop is gone; it may") as caught:
        call.result()
    assert (caught.value.request, caught.value.out_trade_no) == (CANCEL, "20881")


def test_lost_raw_call():
    """A lost raw call's error has the number that its parameters named."""
    purpose = Purpose(endpoint=OrderCancel.endpoint, params={"order_id": "0166", "x": 1})
    call = Call(answer, purpose)
    call.lose("the loop is gone", sent=True)
    with pytest.raises(OutcomeUnknown) as caught:
        call.result()
    assert (caught.value.request, caught.value.order_id) == (None, "0166")


def test_lost_before_it_was_sent():
    """A call lost before it was sent is safe to repeat, and its error says so."""
    call = Call(answer, PAYING)
    call.lose("the loop is gone", sent=False)
    with pytest.raises(NotSent, match="order_cancel: the loop is gone; nothing was sent") as caught:
        call.result()
    assert caught.value.out_trade_no == "20881"


async def test_first_end_counts():
    """A call that is given up after its end keeps its result."""
    call = await ended(Call(answer, PAYING))
    call.lose("too late", sent=True)
    assert call.result() == 42


async def test_own_error_is_told_from_an_interruption():
    """The call's own error is told from an error that interrupts the waiting."""
    call = await ended(Call(refuse, PAYING))
    with pytest.raises(LookupError) as caught:
        call.result()
    assert call.has_raised(caught.value)
    assert not call.has_raised(LookupError())


def noted(call):
    """Return the notes on an interruption that came when the call had ended."""
    interruption = KeyboardInterrupt()
    call.note_outcome(interruption)
    return getattr(interruption, "__notes__", [])


async def test_interrupted_after_a_change():
    """A change that was made is noted; of a read there is nothing to note."""
    read = Purpose(endpoint=OrderQuery.endpoint)
    assert noted(await ended(Call(answer, PAYING))) == [APPLIED]
    assert noted(await ended(Call(answer, read))) == []
    assert noted(await ended(Call(answer))) == []


async def test_interrupted_after_an_error():
    """An error that leaves nothing open adds its notes alone."""

    async def refuse_with_a_note():
        error = LookupError()
        error.add_note("asked the wrong desk")
        raise error

    assert noted(await ended(Call(refuse, PAYING))) == []
    assert noted(await ended(Call(refuse_with_a_note, PAYING))) == ["asked the wrong desk"]
