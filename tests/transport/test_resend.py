"""What is sent again, and how often: never anything that could double money."""

from __future__ import annotations

from types import SimpleNamespace

import aiohttp
import pytest

from zhixiao_async import (
    Connections,
    Effect,
    GatewayError,
    NoReply,
    NotSent,
    OutcomeUnknown,
    RequestFailed,
    RetryPolicy,
    Timeouts,
)

LOSSES = {
    "reset at accept": lambda play: play.at_accept(),
    "reset mid-request": lambda play: play.interrupt(),
    "closed without a reply": lambda play: play.answer(b"", "close"),
    "half a reply": lambda play: play.answer(play.http(play.sealed())[:-9], "close"),
    "HTTP 503": lambda play: play.answer(play.http(b"", status="503 Service Unavailable")),
    "an empty 200": lambda play: play.answer(play.http(b"")),
    "a passing refusal": lambda play: play.reply("调用支付渠道超时".encode(), -1),
    "a passing refusal as JSON": lambda play: play.reply(rb'"\u7cfb\u7edf\u7e41\u5fd9"', -1),
}
RESEND = RetryPolicy(attempts=3, backoff=0, resend_keyed=True)
lossy = pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)


@lossy
async def test_money_never_goes_out_twice(new_client, gateway, play, call, lose) -> None:
    """A refund whose reply was lost isn't sent again, whatever the policy says."""
    gateway.plays(lose(play), play.reply())

    with pytest.raises(OutcomeUnknown) as caught:
        await call(new_client(retry=RESEND), Effect.MONEY)

    assert len(gateway.peers) == 1
    assert caught.value.request.out_trade_no == "20881"


async def test_refusal_in_another_encoding(client, gateway, play, call) -> None:
    """Its words can't be read, so they don't say that nothing was done."""
    gateway.plays(play.reply("系统繁忙".encode("gbk"), -1))

    with pytest.raises(OutcomeUnknown):
        await call(client, Effect.MONEY)


@lossy
async def test_raw_is_money_unless_told_otherwise(new_client, gateway, play, lose) -> None:
    """What the document doesn't list may move money, so it isn't sent again either."""
    gateway.plays(lose(play), play.reply())

    with pytest.raises(OutcomeUnknown):
        await new_client(retry=RESEND).raw("/pay_api/something_new", {"out_trade_no": "20881"})

    assert len(gateway.peers) == 1


@lossy
async def test_keyed_is_not_resent_on_a_guess(client, gateway, play, call, lose) -> None:
    """The document promises nothing about a repeated number, so nobody relies on it."""
    gateway.plays(lose(play), play.reply())

    with pytest.raises(OutcomeUnknown):
        await call(client, Effect.KEYED)

    assert len(gateway.peers) == 1


@lossy
async def test_keyed_is_resent_for_who_vouches_for_it(
    new_client, gateway, play, call, lose
) -> None:
    """With resend_keyed an order is created again under the same number."""
    gateway.plays(lose(play), play.reply())

    result = await call(new_client(retry=RESEND), Effect.KEYED)

    assert result.out_trade_no == "20881"
    assert len(gateway.peers) == 2


@lossy
async def test_a_read_is_simply_asked_again(client, gateway, play, call, lose) -> None:
    """A read that was lost once succeeds without its caller noticing."""
    gateway.plays(lose(play), play.reply())

    assert (await call(client, Effect.READ)).status == "2"


async def test_refusal_of_a_resent_request_settles_nothing(new_client, gateway, play, call) -> None:
    """The number may be taken because the lost first attempt had been applied."""
    gateway.plays(play.answer(b"", "close"), play.reply("订单号重复".encode(), -1))

    with pytest.raises(OutcomeUnknown) as caught:
        await call(new_client(retry=RESEND), Effect.KEYED)

    assert "订单号重复" in str(caught.value)
    assert isinstance(caught.value.__cause__, GatewayError)
    assert caught.value.request.out_trade_no == "20881"


async def test_refusal_of_a_repeated_read_is_a_refusal(client, gateway, play, call) -> None:
    """A read's first attempt can't have changed what the second is told."""
    gateway.plays(play.answer(b"", "close"), play.reply("订单不存在".encode(), -1))

    with pytest.raises(GatewayError):
        await call(client, Effect.READ)


def leaves_after(play, raw: bytes = b""):
    """Answer with something useless, and let nobody in afterwards."""
    answer = play.answer(raw, "close")

    async def behaviour(peer) -> None:
        peer.gateway.stop_listening()
        await answer(peer)

    return behaviour


@pytest.mark.parametrize(
    ("effect", "error"),
    [(Effect.READ, NoReply), (Effect.KEYED, OutcomeUnknown)],
    ids=lambda value: getattr(value, "value", None),
)
async def test_one_attempt_sent_and_lost_outweighs_a_refused_connection(
    new_client, gateway, play, call, attempts, effect, error
) -> None:
    """The last attempt sent nothing, but an earlier one did: that is never NotSent."""
    gateway.plays(leaves_after(play))

    with pytest.raises(error):
        await call(new_client(retry=RESEND), effect)

    assert attempts.count == 3


async def test_refund_gets_through_once_the_gateway_is_up(
    new_client, new_gateway, play, call, attempts
) -> None:
    """Two refused connections sent nothing, so the third attempt is safe, and the only request."""
    late = new_gateway()
    late.plays(play.reply())

    async def start_before_the_third(*_: object) -> None:
        if attempts.count == 3:
            await late.listen()

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_start.append(start_before_the_third)
    client = new_client(
        base_url=late.url,
        retry=RetryPolicy(attempts=3, backoff=0),
        connections=Connections(trace_configs=[trace]),
    )

    assert (await call(client, Effect.MONEY)).order_id == "0166"
    assert len(late.requests) == 1


async def test_not_sent_is_said_only_if_nothing_was(new_client, new_gateway, call) -> None:
    """NotSent after several attempts means that not one of them sent a byte."""
    nobody = new_gateway()

    with pytest.raises(NotSent, match="attempt 3"):
        await call(new_client(base_url=nobody.url, retry=RESEND), Effect.MONEY)


async def test_views_share_one_retry_budget(new_client, gateway, play, call, attempts) -> None:
    """What a client's calls have used up, its with_options views don't have again."""
    gateway.plays(play.answer(b"", "close"))
    client = new_client(retry=RetryPolicy(attempts=2, backoff=0, budget=1))
    view = client.with_options(retry=RetryPolicy(attempts=2, backoff=0, budget=50))
    with pytest.raises(NoReply):
        await call(client, Effect.READ)
    attempts.count = 0

    with pytest.raises(NoReply):
        await call(view, Effect.READ)

    assert attempts.count == 1


async def test_success_earns_a_tenth_of_a_retry(new_client, gateway, play, call, attempts) -> None:
    """After ten calls that succeed at once there is a retry in hand again."""
    gateway.plays(play.answer(b"", "close"), play.reply())
    client = new_client(retry=RetryPolicy(attempts=2, backoff=0, budget=1))
    for _ in range(12):  # the first uses the retry up; the rest cover float rounding
        await call(client, Effect.READ)
    gateway.plays(play.answer(b"", "close"))
    attempts.count = 0

    with pytest.raises(NoReply):
        await call(client, Effect.READ)

    assert attempts.count == 2


async def test_lost_refund_is_named(client, gateway, play) -> None:
    """Its order and its own number stand in the error, however the order was named."""
    gateway.plays(play.interrupt())

    with pytest.raises(OutcomeUnknown) as caught:
        await client.order_refund(order_id="0166", refund_fee=100, out_refund_no="R-7")

    assert str(caught.value).endswith(" [/pay_api/order_refund, order_id 0166, out_refund_no R-7]")


async def test_refused_receipt_is_named(client, gateway, play) -> None:
    """So does a receipt's, which calls it ``zx_order_no``."""
    gateway.plays(play.reply("没有该订单".encode(), -1))

    with pytest.raises(RequestFailed, match="order_id 0166"):
        await client.piaoju_query(zx_order_no="0166")


def busy(play, wish: str):
    """A 503 that says when to come again."""
    return play.answer(play.http(b"", f"Retry-After: {wish}", status="503 Busy"))


def unsigned(play, wish: str):
    """A 429 with a sentence that nobody signed."""
    body = play.signed("请求过于频繁", "-1", sign=None)
    return play.answer(play.http(body, f"Retry-After: {wish}", status="429 Too Many Requests"))


def refused_for(play, wish: str):
    """A signed refusal that does."""
    sealed = play.sealed("系统繁忙".encode(), -1)
    return play.answer(play.http(sealed, f"Retry-After: {wish}", status="503 Busy"))


@pytest.mark.parametrize(("wish", "pause"), [("3", 3.0), ("1.5", 1.5), ("soon", 1.0), ("１", 1.0)])
@pytest.mark.parametrize(
    "busy_with",
    [
        lambda play, wish: busy(play, wish),
        lambda play, wish: unsigned(play, wish),
        lambda play, wish: refused_for(play, wish),
    ],
    ids=["503", "unsigned", "passing refusal"],
)
async def test_retry_after_is_honoured(
    new_client, gateway, play, call, monkeypatch, wish, pause, busy_with
) -> None:
    """The pause is as long as the gateway asks for, if that is longer than the policy's."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("zhixiao_async._retry.asyncio", SimpleNamespace(sleep=sleep))
    client = new_client(timeouts=Timeouts(total=2, deadline=10))
    await call(client, Effect.READ)  # leaves a connection that the next call reuses
    gateway.plays(busy_with(play, wish.encode().decode("latin-1")), play.reply())

    await call(client, Effect.READ)

    assert pauses == [pause]


@pytest.mark.parametrize(
    "wish",
    ["60", "1234567", "9" * 400, "Wed, 21 Oct 2065 07:28:00 GMT", "Wed Oct 21 07:28:00 2065"],
)
async def test_retry_after_beyond_the_deadline_is_not_waited_for(
    new_client, gateway, play, call, attempts, wish
) -> None:
    """A gateway that wants a minute, or more, isn't waited for by a call that has a second."""
    gateway.plays(busy(play, wish), play.reply())

    with pytest.raises(NoReply):
        await call(new_client(timeouts=Timeouts(total=1, deadline=1)), Effect.READ)

    assert attempts.count == 1


async def test_retry_after_is_named(new_client, gateway, play, call) -> None:
    """Who isn't waited for is quoted, so that the caller knows when to come again."""
    gateway.plays(busy(play, "99999"))

    with pytest.raises(NoReply, match="HTTP 503 and asks to wait 99999 s") as caught:
        await call(new_client(timeouts=Timeouts(deadline=None)), Effect.READ)
    assert caught.value.retry_after == 99999


async def test_deadline_ends_the_retries(new_client, gateway, play, call, attempts) -> None:
    """Attempts that time out go on only as long as the whole call may last."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(
        timeouts=Timeouts(total=0.1, deadline=0.25),
        retry=RetryPolicy(attempts=1000, backoff=0, budget=1000),
    )

    with pytest.raises(NoReply):
        await call(client, Effect.READ)

    assert 2 <= attempts.count <= 4


async def test_deadline_cuts_an_attempt_short(new_client, gateway, play, call, attempts) -> None:
    """An attempt may not outlast the call, whatever its own limits are."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(timeouts=Timeouts(sock_read=None, total=None, deadline=0.1))

    with pytest.raises(OutcomeUnknown, match="timed out"):
        await call(client, Effect.MONEY)
