"""The attributes of a call's error: numbers, request, cause and advice."""

from __future__ import annotations

import aiohttp
import pytest

from zhixiao_async import (
    Client,
    Credentials,
    Effect,
    InvalidRequest,
    NoReply,
    NotSent,
    OutcomeUnknown,
    RequestFailed,
    RetryPolicy,
)
from zhixiao_async.protocol.envelope import seal_reply
from zhixiao_async.registry import Request

from .effects import ONCE

BUSY = ("系统繁忙".encode(), -1)


async def raised(call, error):
    """Return the error of a call."""
    with pytest.raises(error) as caught:
        await call
    return caught.value


@pytest.mark.parametrize(
    ("number", "told"), [("20881", "20881"), (20881, "20881"), (["20881"], None), (None, None)]
)
async def test_number_in_a_raw_call(client, gateway, play, number, told) -> None:
    """Text or an integer under the documented name is the order's number."""
    gateway.plays(play.reply("订单不存在".encode(), -1))
    params = {"out_trade_no": number, "a": 1}
    error = await raised(client.raw("/pay_api/new", params), RequestFailed)
    assert (error.path, error.out_trade_no) == ("/pay_api/new", told)


@pytest.mark.parametrize(
    ("answer", "error"),
    [(("订单不存在".encode(), -1), RequestFailed), (BUSY, OutcomeUnknown)],
    ids=["refused", "in doubt"],
)
async def test_numbers_in_a_raw_call(client, gateway, play, answer, error) -> None:
    """The error of a lost raw() refund names the same numbers as order_refund's."""
    gateway.plays(play.reply(*answer))
    params = {"order_id": "0166", "refund_fee": "5", "out_refund_no": "R9"}
    told = await raised(client.raw("/pay_api/order_refund", params), error)
    assert (told.order_id, told.out_refund_no, told.out_trade_no) == ("0166", "R9", None)


async def test_refusal_tells_its_call(client, gateway, play, call) -> None:
    """A refusal has the path and the number of its call, and no cause."""
    gateway.plays(play.reply("订单不存在".encode(), -1))
    error = await raised(call(client, Effect.MONEY), RequestFailed)
    assert (error.path, error.out_trade_no) == ("/pay_api/order_refund", "20881")
    assert error.__cause__ is None


async def test_passing_refusal_is_no_cause_of_itself(new_client, gateway, play, call) -> None:
    """A read's error is the refusal itself."""
    gateway.plays(play.reply(*BUSY))
    error = await raised(call(new_client(retry=ONCE), Effect.READ), RequestFailed)
    assert error.__cause__ is None
    assert error.retry_after == 0.0


async def test_passing_refusal_is_the_cause_of_a_doubt(new_client, gateway, play, call) -> None:
    """The refusal, with its code, is the cause of the OutcomeUnknown."""
    gateway.plays(play.reply(*BUSY))
    error = await raised(call(new_client(retry=ONCE), Effect.MONEY), OutcomeUnknown)
    assert isinstance(error.__cause__, RequestFailed)


async def test_cause_of_a_call_that_was_not_sent(new_client, new_gateway, call) -> None:
    """The network's own error is the cause."""
    client = new_client(base_url=new_gateway().url, retry=ONCE)
    error = await raised(call(client, Effect.MONEY), NotSent)
    assert isinstance(error.__cause__, aiohttp.ClientConnectorError)


async def test_lost_read_tells_the_attempts(client, gateway, play, call) -> None:
    """The error names the order, and counts the last attempt."""
    gateway.plays(play.answer(b"", "close"))
    error = await raised(call(client, Effect.READ), NoReply)
    assert "order_query: " in str(error)
    assert "(attempt 2)" in str(error)
    assert (error.path, error.out_trade_no) == ("/pay_api/order_query", "20881")


async def test_refusal_of_what_was_sent_again(new_client, gateway, play, call) -> None:
    """The OutcomeUnknown keeps the path, the request, and the query that finds out."""
    gateway.plays(play.answer(b"", "close"), play.reply("订单号重复".encode(), -1))
    client = new_client(retry=RetryPolicy(attempts=2, backoff=0, resend_keyed=True))
    error = await raised(call(client, Effect.KEYED), OutcomeUnknown)
    endpoint = type(error.request).endpoint
    assert error.message.startswith("order_create: sent again after a lost reply and then refused")
    assert (error.path, error.out_trade_no) == ("/pay_api/order_create", "20881")
    assert (error.resolve_by, error.applied) == (endpoint.resolve_by, False)
    assert error.request.total_fee == 19800


@pytest.mark.parametrize(
    ("request_", "described"),
    [
        (None, "None"),
        ("order_query", "text of 11 characters"),
        (Request(), "a value of type Request"),
    ],
)
async def test_what_is_no_registered_request(client, gateway, request_, described) -> None:
    """Anything but a registered request is refused before anything is sent, and not repeated."""
    error = await raised(client.call(request_), InvalidRequest)
    assert str(error) == f"request must be a registered Request, got {described}"
    assert not gateway.peers


def nested(depth):
    """Nest a list so many times."""
    inner = []
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"a": 1, "b": object()}, "b"),
        ({"a": float("nan")}, "a"),
        ({"a": 1, "b": nested(100_000)}, "b"),
        ({("a",): 1}, "params"),
    ],
    ids=["object", "NaN", "too deep", "name that is no text"],
)
async def test_what_json_cannot_hold(client, gateway, params, field) -> None:
    """The error names the first parameter that JSON can't hold, and nothing is sent."""
    numbers = {"order_id": "0166", "out_trade_no": "1"}
    error = await raised(client.raw("/pay_api/new", numbers | params), InvalidRequest)
    assert (error.field, error.path) == (field, "/pay_api/new")
    assert (error.order_id, error.out_trade_no) == ("0166", "1")
    assert error.rule.startswith("must be what JSON can hold (")
    assert not gateway.peers


async def test_sign_after_content_that_does_not_open(client, gateway, play, call) -> None:
    """After a sign that fits the advice no longer blames the keys for signing."""
    wrong = play.answer(play.http(play.signed("", "-1", sign="0" * 32)))
    gateway.plays(play.answer(play.http(play.signed("x" * 32))), wrong)
    await raised(call(client, Effect.MONEY), OutcomeUnknown)
    error = await raised(call(client, Effect.MONEY), OutcomeUnknown)
    assert "suspect the network" in error.next_step


def echoed(play):
    """Make a reply whose content is the request just sent, which anybody can play back."""

    async def behaviour(peer) -> None:
        request = await peer.rest()
        (param,) = request.form["param"]
        await peer.finish(play.http(play.signed(param)), "keep")

    return behaviour


async def test_request_that_is_played_back(gateway, play, call) -> None:
    """The request itself is no reply, though its sign fits under an id that is a code."""
    gateway.plays(echoed(play))
    ours = play.credentials
    zero = Credentials(app_id="0", app_secret=str(ours.app_secret), aes_key=str(ours.aes_key))
    async with Client(zero, base_url=gateway.url) as client:
        error = await raised(call(client, Effect.MONEY), OutcomeUnknown)
    assert not error.applied


async def test_refusal_sealed_with_another_key(client, gateway, play, call) -> None:
    """A refusal sealed with another key is a refusal without its sentence, and blames the key."""
    ours = play.credentials
    other = Credentials(app_id=ours.app_id, app_secret=str(ours.app_secret), aes_key="k" * 32)
    gateway.plays(play.answer(play.http(seal_reply(other, -1, "余额不足".encode()))))
    error = await raised(call(client, Effect.MONEY), RequestFailed)
    assert "its sentence doesn't open: check aes_key" in str(error)
