"""Section 2.4: whole and partial refunds, never more than was paid."""

import asyncio

import pytest

from tests.sandbox.conftest import order_fields
from tests.support.clients import connect
from zhixiao_async import GatewayError, OrderStatus, RequestFailed
from zhixiao_async.sandbox import Rules, Sandbox


@pytest.fixture
async def paid(gateway, create):
    """Create a paid order of 198 yuan."""
    order = await create()
    await gateway.pay(order.order_id)
    return order


async def test_whole_order(gateway, client, paid):
    """A refund without refund_fee is of the whole order, which stays paid."""
    refund = await client.order_refund(out_trade_no="20881")
    assert refund.refund_time == gateway.clock.now()
    assert gateway.order(paid.order_id).refunded == 19800
    assert (await client.order_query(out_trade_no="20881")).status is OrderStatus.PAID


async def test_several_parts(gateway, client, paid):
    """Partial refunds add up to the whole, and not a fen more."""
    for number, fee in enumerate((9800, 9999, 1)):
        await client.order_refund(
            order_id=paid.order_id, refund_fee=fee, out_refund_no=f"r{number}"
        )
    with pytest.raises(RequestFailed, match="超过可退金额"):
        await client.order_refund(order_id=paid.order_id, refund_fee=1, out_refund_no="r9")
    assert gateway.order(paid.order_id).refunded == 19800


async def test_whole_after_part_is_too_much(client, paid):
    """A refund of the whole order isn't reduced to the rest."""
    await client.order_refund(out_trade_no="20881", refund_fee=1, out_refund_no="r1")
    with pytest.raises(RequestFailed, match="超过可退金额"):
        await client.order_refund(out_trade_no="20881")


async def test_unpaid_order_isnt_refunded(client, create):
    """An unpaid order isn't refunded."""
    await create()
    with pytest.raises(RequestFailed, match="未支付"):
        await client.order_refund(out_trade_no="20881")


async def test_repeated_number_is_refused(gateway, client, paid):
    """A repeated out_refund_no is refused by default, also for another order or amount."""
    await client.order_refund(out_trade_no="20881", refund_fee=100, out_refund_no="r1")
    with pytest.raises(RequestFailed, match="退款流水号重复"):
        await client.order_refund(out_trade_no="20881", refund_fee=100, out_refund_no="r1")
    assert gateway.order(paid.order_id).refunded == 100


async def test_repeated_number_can_give_the_same_refund():
    """same_refund returns the first refund without another, and refuses another amount."""
    rules = Rules(repeated_out_refund_no="same_refund")
    async with Sandbox(rules=rules) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields())
        await gateway.pay(order.order_id)
        part = {"out_trade_no": "20881", "refund_fee": 100, "out_refund_no": "r1"}
        first = await client.order_refund(**part)
        assert await client.order_refund(**part) == first
        assert gateway.order(order.order_id).refunded == 100
        with pytest.raises(RequestFailed, match="内容不一致"):
            await client.order_refund(**part | {"refund_fee": 101})


async def test_repeated_number_can_refund_again():
    """refund_again refunds a repeated number once more."""
    rules = Rules(repeated_out_refund_no="refund_again")
    async with Sandbox(rules=rules) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields())
        await gateway.pay(order.order_id)
        for _ in range(2):
            await client.order_refund(out_trade_no="20881", refund_fee=100, out_refund_no="r1")
        assert gateway.order(order.order_id).refunded == 200


async def test_parallel_refunds_never_exceed_the_payment(gateway, client, paid):
    """Of twenty parallel refunds of a tenth each, ten go through."""

    async def refund(number: int) -> bool:
        try:
            await client.order_refund(
                out_trade_no="20881", refund_fee=1980, out_refund_no=f"r{number}"
            )
        except GatewayError:
            return False
        return True

    done = await asyncio.gather(*(refund(number) for number in range(20)))
    assert sum(done) == 10
    assert gateway.order(paid.order_id).refunded == 19800
