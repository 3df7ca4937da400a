"""The gateway's number of an order that a refund names by the merchant's."""

from __future__ import annotations

import pytest

from zhixiao_async import BadReply, GatewayError, NotSent

from .conftest import REFUND, part, sent, whole, written

QUERY = "/pay_api/order_query"


async def test_order_that_nobody_knows(gateway, small, paid):
    """The gateway's own refusal says so; nothing is begun."""
    with pytest.raises(GatewayError):
        await small.order_refund(part(out_trade_no="404"))
    assert (sent(gateway), await small.entries()) == (0, [])


async def test_reply_that_cannot_be_believed(gateway, small, paid):
    """The number isn't known then, and the error says of which refund."""
    gateway.faults.wrong_sign(path=QUERY)
    with pytest.raises(NotSent, match="order's number") as caught:
        await small.order_refund(part())
    assert isinstance(caught.value.__cause__, BadReply)
    assert (caught.value.path, caught.value.out_trade_no) == (REFUND, "20881")
    assert await small.entries() == []


@pytest.mark.parametrize("before", [part("r0"), whole()], ids=["another's", "the whole order's"])
async def test_entry_of_another_refund(gateway, small, paid, before):
    """The gateway is asked all the same: the number may stand for a later order by now."""
    await written(small, paid, before)
    await small.order_refund(part("r1" if before.out_refund_no else paid.order_id))
    assert sent(gateway, QUERY) == 1
