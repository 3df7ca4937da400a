"""Sections 2.8 and 2.9: receipts."""

import pytest

from tests.sandbox.conftest import order_fields
from tests.support.clients import connect
from zhixiao_async import PayerType, Piaoju, PiaojuStatus, RequestFailed
from zhixiao_async.sandbox import Clock, Rules, Sandbox

MING = {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "13000000000"}


@pytest.fixture
async def paid(gateway, create):
    """Create a paid order."""
    order = await create()
    await gateway.pay(order.order_id)
    return order


@pytest.mark.parametrize("by", ["out_trade_no", "zx_order_no"])
async def test_receipt_is_issued(client, paid, by):
    """An issued receipt is answered with a bare sentence, and queried with its numbers."""
    named = {by: paid.order_id if by == "zx_order_no" else "20881"}
    done = await client.piaoju_create(**named, **MING)
    assert done.message == "开票成功"
    receipt = await client.piaoju_query(zx_order_no=paid.order_id)
    assert receipt.status is PiaojuStatus.ISSUED
    assert (receipt.payer_name, receipt.payer_type) == ("小明", PayerType.PERSON)
    assert all((receipt.url, receipt.ebill_no, receipt.ebill_code, receipt.check_code))


async def test_receipt_ordered_with_the_order(gateway, client, create):
    """An order with piaoju has its receipt made out on payment."""
    order = await create(piaoju=Piaoju(**MING))
    await gateway.pay(order.order_id)
    assert (await client.piaoju_query(out_trade_no="20881")).status is PiaojuStatus.ISSUED


async def test_no_receipt_yet(client, paid):
    """A paid order without a receipt has status 0."""
    assert (await client.piaoju_query(out_trade_no="20881")).status is PiaojuStatus.NOT_ISSUED


async def test_receipt_can_take_its_time():
    """receipt_seconds keeps a receipt pending for a while."""
    clock = Clock()
    clock.freeze()
    async with (
        Sandbox(clock=clock, rules=Rules(receipt_seconds=60)) as gateway,
        connect(gateway) as client,
    ):
        order = await client.order_create(**order_fields())
        await gateway.pay(order.order_id)
        await client.piaoju_create(out_trade_no="20881", **MING)
        assert (await client.piaoju_query(out_trade_no="20881")).status is PiaojuStatus.PENDING
        clock.advance(60)
        assert (await client.piaoju_query(out_trade_no="20881")).status is PiaojuStatus.ISSUED


async def test_full_refund_reverses_the_receipt(client, paid):
    """A full refund reverses the receipt (status 5, 已冲红)."""
    await client.piaoju_create(out_trade_no="20881", **MING)
    await client.order_refund(out_trade_no="20881")
    assert (await client.piaoju_query(out_trade_no="20881")).status is PiaojuStatus.REVERSED


async def test_refunded_order_gets_no_receipt(client, paid):
    """A fully refunded order gets no receipt."""
    await client.order_refund(out_trade_no="20881")
    with pytest.raises(RequestFailed, match="全额退款"):
        await client.piaoju_create(out_trade_no="20881", **MING)


async def test_unpaid_order_has_none_to_ask_for(client, create):
    """An unpaid order's receipt can't be queried."""
    await create()
    with pytest.raises(RequestFailed, match="未支付"):
        await client.piaoju_query(out_trade_no="20881")


async def test_second_receipt_is_refused(client, paid):
    """A second receipt of an order is refused."""
    await client.piaoju_create(out_trade_no="20881", **MING)
    with pytest.raises(RequestFailed, match="订单已开票"):
        await client.piaoju_create(out_trade_no="20881", **MING)


async def test_unpaid_order_gets_no_receipt(client, create):
    """An unpaid order gets no receipt."""
    await create()
    with pytest.raises(RequestFailed, match="未支付"):
        await client.piaoju_create(out_trade_no="20881", **MING)
