"""Which calls are sent again, and how often: never one that could double a payment."""

from __future__ import annotations

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
    """A refusal whose words can't be read doesn't prove that nothing was done."""
    gateway.plays(play.reply("系统繁忙".encode("gbk"), -1))

    with pytest.raises(OutcomeUnknown):
        await call(client, Effect.MONEY)


@lossy
async def test_raw_is_money_unless_told_otherwise(new_client, gateway, play, lose) -> None:
    """An undocumented call may move money, so it isn't sent again."""
    gateway.plays(lose(play), play.reply())

    with pytest.raises(OutcomeUnknown):
        await new_client(retry=RESEND).raw("/pay_api/something_new", {"out_trade_no": "20881"})

    assert len(gateway.peers) == 1


@lossy
async def test_keyed_is_not_resent_on_a_guess(client, gateway, play, call, lose) -> None:
    """The document promises nothing about a repeated number, so it isn't sent again."""
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
    """A read that was lost once succeeds at the second attempt."""
    gateway.plays(lose(play), play.reply())

    assert (await call(client, Effect.READ)).status == "2"


async def test_refusal_of_a_resent_request_proves_nothing(new_client, gateway, play, call) -> None:
    """The refusal may mean that the lost first attempt had been applied."""
    gateway.plays(play.answer(b"", "close"), play.reply("订单号重复".encode(), -1))

    with pytest.raises(OutcomeUnknown) as caught:
        await call(new_client(retry=RESEND), Effect.KEYED)

    assert "订单号重复" in str(caught.value)
    assert isinstance(caught.value.__cause__, GatewayError)
    assert caught.value.request.out_trade_no == "20881"


async def test_refusal_of_a_repeated_read_is_a_refusal(client, gateway, play, call) -> None:
    """A read's first attempt can't cause a refusal of the second."""
    gateway.plays(play.answer(b"", "close"), play.reply("订单不存在".encode(), -1))

    with pytest.raises(GatewayError):
        await call(client, Effect.READ)


def leaves_after(play, raw: bytes = b""):
    """Answer with something useless, and refuse connections afterwards."""
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
    """A last attempt that sent nothing is no NotSent after one that was sent."""
    gateway.plays(leaves_after(play))

    with pytest.raises(error):
        await call(new_client(retry=RESEND), effect)

    assert attempts.count == 3


async def test_refund_gets_through_once_the_gateway_is_up(
    new_client, new_gateway, play, call, attempts
) -> None:
    """After two refused connections the third attempt is the only request."""
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
    """NotSent after several attempts means that none of them sent a byte."""
    nobody = new_gateway()

    with pytest.raises(NotSent, match="attempt 3"):
        await call(new_client(base_url=nobody.url, retry=RESEND), Effect.MONEY)


async def test_views_share_one_retry_budget(new_client, gateway, play, call, attempts) -> None:
    """Retries that a client's calls have used up are gone for its with_options views."""
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
    """Ten calls that succeed at once earn one retry."""
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
    """The error names the order and the refund, however the order was named."""
    gateway.plays(play.interrupt())

    with pytest.raises(OutcomeUnknown) as caught:
        await client.order_refund(order_id="0166", refund_fee=100, out_refund_no="R-7")

    assert str(caught.value).endswith(" [/pay_api/order_refund, order_id 0166, out_refund_no R-7]")


async def test_refused_receipt_is_named(client, gateway, play) -> None:
    """The error names a receipt's order, which the request calls ``zx_order_no``."""
    gateway.plays(play.reply("没有该订单".encode(), -1))

    with pytest.raises(RequestFailed, match="order_id 0166"):
        await client.piaoju_query(zx_order_no="0166")
