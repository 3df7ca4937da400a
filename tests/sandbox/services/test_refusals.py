"""Every refusal's exact sentence and code."""

import pytest

from tests.sandbox.conftest import order_fields
from tests.support.clients import connect
from zhixiao_async import Effect, GatewayError, PayType
from zhixiao_async.sandbox import Refusal, Rules, Sandbox, Student

FIRST = "0177242400000000001"
QUERY, CANCEL = "/pay_api/order_query", "/pay_api/order_cancel"
CREATE, REFUND = "/pay_api/order_create", "/pay_api/order_refund"
RECEIPT, RECEIPT_STATE = "/pay_api/piaoju/create", "/pay_api/piaoju/query"
CARD, IDENTITY, FORM = "/pay_api/user_card", "/pay_api/user_identity", "/pay_api/order_query_form"
ORDER = order_fields() | {"total_fee": "19800"}
OURS = {"out_trade_no": "20881"}
PERSON = {"payer_type": 1, "payer_name": "明", "phone": "1"}
ALL_BY_NUMBER = {"refund_fee": "19800", "out_refund_no": "2"}
PART = OURS | {"refund_fee": "1", "out_refund_no": "r1"}


async def said(client, path, params) -> tuple[int, str]:
    with pytest.raises(GatewayError) as caught:
        await client.raw(path, params, effect=Effect.MONEY)
    return caught.value.ret_code, caught.value.gateway_message


@pytest.mark.parametrize(
    ("path", "params", "refused"),
    [
        (QUERY, {"out_trade_no": "x"}, (-1, "订单不存在")),
        (CREATE, ORDER, (-1, "商户订单号重复")),
        (CREATE, ORDER | {"out_trade_no": "2", "user_no": "20109999"}, (-3, "账号被冻结")),
        (REFUND, OURS, (-1, "订单未支付，不能退款")),
        (RECEIPT, OURS | PERSON, (-1, "订单未支付，不能开票")),
        (RECEIPT_STATE, OURS, (-1, "订单未支付")),
        (CARD, {"user_no": "0"}, (-1, "用户不存在")),
        (CARD, {"user_no": "2013141516", "school_id": "1"}, (-1, "用户不存在")),
        (CARD, {"user_no": "20109999"}, (-3, "账号被冻结")),
        (IDENTITY, {"uid": "0"}, (-1, "用户不存在")),
        (IDENTITY, {"uid": "2088711008613721"}, (-3, "账号被冻结")),
        (IDENTITY, {"uid": "oGTHE5a58b6a7559baddcd16a3ff"}, (-3, "账号被冻结")),
    ],
)
async def test_of_an_unpaid_order(client, create, path, params, refused):
    """An unpaid order's refusals have these sentences."""
    await create()
    assert await said(client, path, params) == refused


@pytest.mark.parametrize(
    ("path", "params", "refused"),
    [
        (CANCEL, OURS, (-1, "订单已支付，不能取消")),
        (REFUND, PART, (-1, "退款流水号重复")),
        (REFUND, OURS, (-1, "退款金额超过可退金额")),
        (
            REFUND,
            PART | {"refund_fee": "19800", "out_refund_no": "2"},
            (-1, "退款金额超过可退金额"),
        ),
        (RECEIPT, OURS | PERSON, (-1, "订单已开票")),
    ],
)
async def test_of_a_paid_order(gateway, client, create, path, params, refused):
    """A partly refunded order with a receipt has these refusals."""
    await create()
    await gateway.pay(FIRST)
    await client.raw(RECEIPT, OURS | PERSON, effect=Effect.MONEY)
    await client.raw(REFUND, PART, effect=Effect.MONEY)
    assert await said(client, path, params) == refused


async def test_of_an_order_given_back(gateway, client, create):
    """A fully refunded order is refused a receipt."""
    await create()
    await gateway.pay(FIRST)
    await client.order_refund(out_trade_no="20881")
    assert await said(client, RECEIPT, OURS | PERSON) == (-1, "订单已全额退款，不能开票")


async def test_of_an_order_that_failed_or_was_cancelled(gateway, client, create):
    """Failed and cancelled orders are refused for their own reasons, to merchant and payer."""
    await create()
    await gateway.fail(FIRST)
    assert await said(client, CANCEL, OURS) == (-1, "订单支付失败，不能取消")
    second = (await create(out_trade_no="2")).order_id
    await client.order_cancel(out_trade_no="2")
    assert await said(client, CANCEL, {"out_trade_no": "2"}) == (-1, "订单已取消")
    for order_id, sentence in ((FIRST, "订单支付失败"), (second, "订单已取消")):
        with pytest.raises(Refusal) as caught:
            await gateway.pay(order_id)
        assert (caught.value.ret_code, caught.value.sentence) == (-1, sentence)
        assert str(caught.value) == sentence


async def test_numbers_that_came_before():
    """Repeated numbers with a difference are refused under every rule."""
    rules = Rules(repeated_out_trade_no="same_order", repeated_out_refund_no="same_refund")
    async with Sandbox(rules=rules) as gateway, connect(gateway) as client:
        first = await client.raw(CREATE, ORDER, effect=Effect.MONEY)
        await gateway.pay(first["order_id"])
        await client.raw(REFUND, PART, effect=Effect.MONEY)
        other = await said(client, CREATE, ORDER | {"body": "x"})
        assert other == (-1, "商户订单号重复，且订单内容不一致")
        other = await said(client, REFUND, PART | {"refund_fee": "2"})
        assert other == (-1, "退款流水号重复，且退款内容不一致")
        await client.raw(CREATE, ORDER | {"out_trade_no": "2"}, effect=Effect.MONEY)
        await gateway.pay((await client.order_query(out_trade_no="2")).order_id)
        other = await said(client, REFUND, PART | {"out_trade_no": "2"})
        assert other == (-1, "退款流水号重复，且退款内容不一致")


async def test_payer_whose_account_was_frozen_meanwhile(gateway, create):
    """A payer frozen after the order was made can't pay it."""
    await create()
    await gateway.enrol(Student(user_no="2013141516", user_name="张三", frozen=True))
    with pytest.raises(Refusal) as caught:
        await gateway.pay(FIRST, PayType.ALIPAY)
    assert (caught.value.ret_code, caught.value.sentence) == (-3, "账号被冻结")
    assert gateway.order(FIRST).state == "open"


@pytest.mark.parametrize(("count", "refused"), [(100, False), (101, True)])
async def test_fields_of_a_form(client, count, refused):
    """A hundred form fields can be queried at once, and no more."""
    form = {str(number): "1" for number in range(count)}
    if refused:
        sentence = "参数校验失败：form_data 不能超过 100 项"
        assert await said(client, FORM, {"form_data": form}) == (-2, sentence)
    else:
        assert await client.order_query_form(form_data=form) == []
