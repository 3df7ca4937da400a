"""The gateway's number of an order that a refund names by the merchant's."""

from __future__ import annotations

import attrs
import pytest

from zhixiao_async import BadReply, GatewayError, InvalidRequest, NotSent, NumericId
from zhixiao_async.journal import Entry
from zhixiao_async.sandbox import Dialect

from .conftest import RECEIPT, REFUND, part, perform, receipt, sent, whole, written

QUERY = "/pay_api/order_query"


async def test_order_that_nobody_knows(gateway, small, paid):
    """The gateway's own refusal is raised, and nothing is begun."""
    with pytest.raises(GatewayError):
        await small.order_refund(part(out_trade_no="404"))
    assert (sent(gateway), await small.entries()) == (0, [])


async def test_reply_that_cannot_be_believed(gateway, small, paid):
    """An order whose number isn't known isn't refunded; the error says of which refund."""
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


@pytest.mark.parametrize(
    ("request_", "name"),
    [(whole(), "order_id"), (receipt(), "zx_order_no")],
    ids=["refund", "receipt"],
)
async def test_order_by_its_other_number(gateway, small, paid, request_, name):
    """The order's two numbers stand for one order, also where both are given."""
    first = await perform(small, request_)
    for own in None, "20881":
        again = attrs.evolve(request_, out_trade_no=own, **{name: paid.order_id})
        assert await perform(small, again) == first
    assert sent(gateway) + sent(gateway, RECEIPT) == 1


@pytest.mark.parametrize("fault", ["reset_before", "passing_refusal"])
async def test_order_that_cannot_be_asked_for(gateway, small, paid, fault):
    """Nothing is begun without the gateway's number."""
    getattr(gateway.faults, fault)(path="/pay_api/order_query")
    with pytest.raises(NotSent, match="order's number"):
        await small.order_refund(part())
    assert (sent(gateway), await small.entries()) == (0, [])


@pytest.mark.parametrize("order_id", ["0" * 65, " 0166", "0166\n", "01\x0066"], ids=ascii)
def test_number_that_a_database_may_confuse(order_id):
    """An order_id that order_query named is refused before anything is sent under it."""
    with pytest.raises(InvalidRequest, match=r"order_id must .*, got"):
        Entry.of("7", whole(), order_id)


async def test_repeated_number_asks_nothing(gateway, small, paid):
    """A repeated number is looked up in the journal, not at the gateway."""
    await small.order_refund(part())
    before = sent(gateway, "/pay_api/order_query")
    await small.order_refund(part())
    assert sent(gateway, "/pay_api/order_query") == before == 1


async def test_order_named_by_a_number(gateway, small, paid):
    """An order_id without its zeros finds no refund in the listing: nothing is sent by it."""
    gateway.faults.speak(Dialect(numbers="as_numbers"))
    with pytest.raises(NotSent, match="leading zeros"):
        await small.order_refund(part())
    assert (sent(gateway), await small.entries()) == (0, [])


async def test_order_named_by_the_merchant(gateway, small, paid):
    """A refund is sent under the merchant's order_id; what came is kept as it came."""
    gateway.faults.speak(Dialect(numbers="as_numbers"))
    made = await small.order_refund(part(order_id=paid.order_id))
    (entry,) = await small.entries()
    assert (entry.order_id, entry.result) == (paid.order_id, made)
    assert type(entry.result.order_id) is NumericId
