"""One call, from its beginning to what its caller is told of its end."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_async import NotSent, OrderCancel, OrderQuery, OutcomeUnknown
from zhixiao_sync._call import Call, Purpose

from .conftest import answer

CANCEL = OrderCancel(out_trade_no="20881")
PAYING = Purpose(endpoint=OrderCancel.endpoint, request=CANCEL)
APPLIED = "zhixiao: order_cancel had been applied, its result is lost"


async def refuse():
    raise LookupError("refused")


async def ended(call):
    """Begin a call here, and let it end."""
    over = asyncio.get_running_loop().create_future()
    assert call.claim()
    call.begin(over.set_result)
    return await over


def test_claimed_once():
    """Whoever comes second is told so, and doesn't wait."""
    call = Call(answer)
    assert [call.claim(), call.claim()] == [True, False]


async def test_cancelled_before_its_first_step():
    """Nothing was sent, and the error says so; whoever keeps calls forgets it."""
    call, over = Call(refuse, PAYING), asyncio.get_running_loop().create_future()
    call.begin(over.set_result)
    call.cancel()
    assert await over is call
    with pytest.raises(NotSent, match="order_cancel: it was cut short before it had begun"):
        call.take()


async def test_cancelled_later():
    """It may have been sent: its error is that of a request without an answer."""
    call, over = Call(asyncio.Event().wait, PAYING), asyncio.get_running_loop().create_future()
    call.begin(over.set_result)
    await asyncio.sleep(0)
    call.cancel()
    await over
    with pytest.raises(OutcomeUnknown, match="this Client is closed, its call was cut short"):
        call.take()


def test_lost():
    """Its error has the request and its number, and speaks of no second attempt."""
    call = Call(answer, PAYING)
    call.lose("the loop is gone", sent=True)
    with pytest.raises(OutcomeUnknown, match="order_cancel: the loop is gone; it may") as caught:
        call.take()
    assert (caught.value.request, caught.value.out_trade_no) == (CANCEL, "20881")


def test_lost_raw_call():
    """What it named is named all the same."""
    purpose = Purpose(endpoint=OrderCancel.endpoint, params={"order_id": "0166", "x": 1})
    call = Call(answer, purpose)
    call.lose("the loop is gone", sent=True)
    with pytest.raises(OutcomeUnknown) as caught:
        call.take()
    assert (caught.value.request, caught.value.order_id) == (None, "0166")


def test_lost_before_it_was_sent():
    """It is safe to call again."""
    call = Call(answer, PAYING)
    call.lose("the loop is gone", sent=False)
    with pytest.raises(NotSent, match="order_cancel: the loop is gone; nothing was sent") as caught:
        call.take()
    assert caught.value.out_trade_no == "20881"


async def test_first_end_counts():
    """What is lost after its end has ended all the same."""
    call = await ended(Call(answer, PAYING))
    call.lose("too late", sent=True)
    assert call.take() == 42


async def test_own_error_is_told_from_an_interruption():
    """An error that the call was taken with isn't one that has interrupted the waiting."""
    call = await ended(Call(refuse, PAYING))
    with pytest.raises(LookupError) as caught:
        call.take()
    assert call.failed_with(caught.value)
    assert not call.failed_with(LookupError())


def noted(call):
    """The notes on an interruption that came when the call had ended."""
    interruption = KeyboardInterrupt()
    call.explain(interruption)
    return getattr(interruption, "__notes__", [])


async def test_interrupted_after_a_change():
    """That it was made is all that can be said; of a read there is nothing to say."""
    read = Purpose(endpoint=OrderQuery.endpoint)
    assert noted(await ended(Call(answer, PAYING))) == [APPLIED]
    assert noted(await ended(Call(answer, read))) == []
    assert noted(await ended(Call(answer))) == []


async def test_interrupted_after_an_error():
    """One that leaves nothing open is no news, but for its notes."""

    async def refuse_with_a_note():
        error = LookupError()
        error.add_note("asked the wrong desk")
        raise error

    assert noted(await ended(Call(refuse, PAYING))) == []
    assert noted(await ended(Call(refuse_with_a_note, PAYING))) == ["asked the wrong desk"]
