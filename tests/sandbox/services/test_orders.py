"""Sections 2.1 to 2.3: orders are created, queried, cancelled, and expire."""

import json

import aiohttp
import attrs
import pytest

from tests.sandbox.conftest import order_fields
from tests.support.clients import connect
from zhixiao_async import (
    AccountFrozen,
    Effect,
    InvalidRequest,
    OrderCancelResult,
    OrderStatus,
    ParameterRejected,
    PayType,
    RequestFailed,
)
from zhixiao_async.sandbox import Clock, Dialect, Refusal, Rules, Sandbox, SandboxThread


async def test_new_order_has_numbers_and_a_link(gateway, create):
    """A new order's reply has both numbers, and a link to this gateway's page."""
    order = await create()
    assert order.out_trade_no == "20881"
    assert order.url == f"{gateway.base_url}/pay/orderId/{order.order_id}.html"
    assert order.sp_data is None


async def test_new_order_is_unpaid(client, create):
    """A new order is unpaid, and found by both numbers."""
    order = await create()
    by_own = await client.order_query(out_trade_no="20881")
    assert by_own.status is OrderStatus.UNPAID
    assert by_own.time_end is None
    assert await client.order_query(order_id=order.order_id) == by_own


async def test_paying_makes_it_paid(gateway, client, create):
    """A paid order has the gateway's time as time_end."""
    order = await create()
    await gateway.pay(order.order_id, PayType.ALIPAY)
    state = await client.order_query(out_trade_no="20881")
    assert state.status is OrderStatus.PAID
    assert state.time_end == gateway.clock.now()


@pytest.mark.parametrize("pay_type", ["WECHAT", "1", PayType("9"), None])
async def test_paid_by_no_channel(gateway, create, pay_type):
    """An undocumented pay_type is refused by name, and the order stays unpaid."""
    order_id = (await create()).order_id
    with pytest.raises(InvalidRequest, match=r"^pay_type must be .*ALIPAY, got "):
        await gateway.pay(order_id, pay_type)
    assert gateway.order(order_id).state == "open"


async def test_failed_payment_is_status_3(gateway, client, create):
    """A failed payment is status 3."""
    await gateway.fail((await create()).order_id)
    assert (await client.order_query(out_trade_no="20881")).status is OrderStatus.FAILED
    with pytest.raises(Refusal, match="订单支付失败"):
        await gateway.pay((await client.order_query(out_trade_no="20881")).order_id)


async def test_failed_order_cant_be_cancelled(gateway, client, create):
    """A failed order can't be cancelled, and keeps its status."""
    await gateway.fail((await create()).order_id)
    with pytest.raises(RequestFailed, match="支付失败，不能取消"):
        await client.order_cancel(out_trade_no="20881")
    assert (await client.order_query(out_trade_no="20881")).status is OrderStatus.FAILED


@pytest.mark.parametrize("form", ["documented", "object", "text", "list"])
@pytest.mark.parametrize("pay_type", list(PayType))
async def test_mini_program_gets_parameters(gateway, create, pay_type, form):
    """An order with openid has its channel's sp_data, which read_params reads in every form."""
    gateway.faults.speak(Dialect(sp_data=form))
    order = await create(openid="oGTHE5", pay_type=pay_type)
    params = order.mini_program_params()
    assert params.channel is pay_type.channel
    assert set(params.arguments) >= ({"paySign"} if pay_type is PayType.WECHAT else {"tradeNO"})
    pasted = order.sp_data if isinstance(order.sp_data, str) else json.dumps(order.sp_data)
    form = {"sp_data": pasted}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{gateway.base_url}/mini-program", data=form) as page,
    ):
        assert page.status == 200
    assert gateway.order(order.order_id).status is OrderStatus.PAID


async def test_unknown_order_is_refused(client):
    """An unknown order is refused with -1 and a Chinese sentence."""
    with pytest.raises(RequestFailed) as caught:
        await client.order_query(out_trade_no="never")
    assert caught.value.gateway_message == "订单不存在"


async def test_two_numbers_must_mean_the_same_order(client, create):
    """An order isn't found by two numbers of different orders."""
    await create()
    with pytest.raises(RequestFailed, match="订单不存在"):
        await client.order_query(out_trade_no="20881", order_id="0123")


async def test_repeated_number_is_refused(create):
    """A repeated out_trade_no is refused by default, even for an equal order."""
    await create()
    with pytest.raises(RequestFailed, match="商户订单号重复"):
        await create()


async def test_repeated_number_can_give_the_same_order():
    """same_order returns the first order, and refuses a different one."""
    async with (
        Sandbox(rules=Rules(repeated_out_trade_no="same_order")) as gateway,
        connect(gateway) as client,
    ):
        first = await client.order_create(**order_fields())
        again = await client.order_create(**order_fields())
        assert attrs.evolve(again, expires_at=first.expires_at) == first
        with pytest.raises(RequestFailed, match="内容不一致"):
            await client.order_create(**order_fields() | {"total_fee": 1})


@pytest.mark.parametrize("channel", [PayType.WECHAT, PayType.ALIPAY])
async def test_same_order_has_the_same_parameters(channel):
    """A repeated order has the same sp_data, also the next day."""
    rules = Rules(repeated_out_trade_no="same_order")
    async with Sandbox(rules=rules) as gateway, connect(gateway) as client:
        fields = order_fields() | {"openid": "o1", "pay_type": channel}
        first = await client.order_create(**fields)
        gateway.clock.advance(86400)
        assert (await client.order_create(**fields)).sp_data == first.sp_data


async def test_cancelled_order_cant_be_paid(gateway, client, create):
    """A cancelled order can't be paid, and has the status of an unpaid one."""
    order = await create()
    cancelled = await client.order_cancel(out_trade_no="20881")
    assert cancelled == OrderCancelResult(out_trade_no="20881", order_id=order.order_id)
    with pytest.raises(Refusal, match="订单已取消"):
        await gateway.pay(order.order_id)
    assert (await client.order_query(out_trade_no="20881")).status is OrderStatus.UNPAID


async def test_paid_order_cant_be_cancelled(gateway, client, create):
    """A paid order can't be cancelled."""
    await gateway.pay((await create()).order_id)
    with pytest.raises(RequestFailed, match="已支付"):
        await client.order_cancel(out_trade_no="20881")


@pytest.mark.parametrize("rule", ["refuse", "succeed"])
async def test_second_cancel_is_a_matter_of_rules(rule):
    """repeated_cancel decides whether a second cancel succeeds."""
    async with Sandbox(rules=Rules(repeated_cancel=rule)) as gateway, connect(gateway) as client:
        await client.order_create(**order_fields())
        first = await client.order_cancel(out_trade_no="20881")
        if rule == "succeed":
            assert await client.order_cancel(out_trade_no="20881") == first
        else:
            with pytest.raises(RequestFailed, match="订单已取消"):
                await client.order_cancel(out_trade_no="20881")


async def test_link_works_until_the_hour_is_over(gateway, create):
    """An order can be paid a second before the hour is over, and not at the full hour."""
    first, second = await create(), await create(out_trade_no="20882")
    gateway.clock.advance(3599)
    await gateway.pay(first.order_id)
    gateway.clock.advance(1)
    with pytest.raises(Refusal, match="订单已过期"):
        await gateway.pay(second.order_id)


async def test_order_is_paid_once(gateway, create):
    """An order can be paid only once."""
    order = await create()
    await gateway.pay(order.order_id)
    with pytest.raises(Refusal, match="订单已支付"):
        await gateway.pay(order.order_id)


async def test_frozen_account_is_refused(create):
    """A frozen account is refused with -3."""
    with pytest.raises(AccountFrozen, match="账号被冻结"):
        await create(user_no="20109999")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total_fee", "0"),
        ("total_fee", "01"),
        ("total_fee", "9" * 25),
        ("body", "学" * 43),
        ("out_trade_no", "1" * 41),
        ("notify_url", None),
        ("user_no", None),
        ("pay_type", 7),
        ("openid", "o1"),
        ("out_item_id", "1"),
        ("goods_detail", "[]"),
        ("piaoju", {"payer_type": 2, "payer_name": "公司", "phone": "1"}),
    ],
)
async def test_malformed_parameter_is_rejected(client, field, value):
    """A malformed parameter is refused with -2."""
    fields = order_fields() | {"total_fee": "19800", field: value}
    with pytest.raises(ParameterRejected, match="参数校验失败"):
        await client.raw("/pay_api/order_create", fields, effect=Effect.KEYED)


async def test_half_a_surrogate_pair(gateway, client):
    """Half a surrogate pair is read as U+FFFD, as by the library."""
    fields = order_fields() | {"total_fee": "19800", "user_name": "张\ud83d"}
    told = await client.raw("/pay_api/order_create", fields, effect=Effect.KEYED)
    assert gateway.order(told["order_id"]).request.user_name == "张\ufffd"


def test_rules_are_checked():
    """A misspelt rule is refused."""
    with pytest.raises(ValueError, match="repeated_out_trade_no must be one of"):
        Rules(repeated_out_trade_no="sameorder")  # type: ignore[arg-type]


def test_clock_isnt_turned_back():
    """The clock can't be turned back."""
    with pytest.raises(ValueError, match="snapshot"):
        Clock().advance(-1)


def test_thread_serves_sync_code():
    """A SandboxThread serves code without an event loop."""
    with SandboxThread(rules=Rules(listing="descending")) as gateway:
        gateway.seed_orders(10)
        assert gateway.requests == []
        assert gateway.base_url.startswith("http://127.0.0.1:")
