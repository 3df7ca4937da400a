"""Answers of order_query_form: only an entry that fits the payment confirms its amount."""

from __future__ import annotations

import pytest

from zhixiao_async import NotConfirmed, NumericId
from zhixiao_async.endpoints import FormOrder, OrderQueryResult, OrderStatus
from zhixiao_async.errors import ParameterRejected, RequestFailed
from zhixiao_async.notify import Confirmation, Inbox

from .conftest import payment


class Gateway:
    """A gateway that answers in ways the sandbox doesn't."""

    app_id = "7"

    def __init__(self, *forms, named="20881", refusal=None, status=OrderStatus.PAID, by_own=None):
        self.by_own = by_own
        self.forms = list(forms)
        self.named = named
        self.refusal = refusal
        self.status = status

    async def order_query(self, *, order_id=None, out_trade_no=None):
        assert (order_id, out_trade_no) in (("1720881", None), (None, "20881"))
        number = "1720881" if order_id else self.by_own or "1720881"
        named = self.named if order_id else None
        return OrderQueryResult(order_id=number, status=self.status, out_trade_no=named)

    async def order_query_form(self, *, order_id):
        if self.refusal is not None:
            raise self.refusal
        return self.forms


@pytest.fixture
async def handled(tmp_path):
    """Return a function that has a payment handled, and returns what the handler got."""
    inbox = Inbox(tmp_path / "inbox.db")
    await inbox.create_table()

    async def act(books, brought=None):
        got = []
        confirm = Confirmation(books, expected_fee=lambda _: 19800)
        await inbox.handle(
            brought or payment(), lambda handed, _: got.append(handed), confirm=confirm
        )
        return got[0]

    return act


def form(order_id="1720881", fee=19800, **more):
    """Return a form entry."""
    return FormOrder(order_id=order_id, fee=fee, **more)


@pytest.mark.parametrize(
    "books",
    [Gateway(), Gateway(refusal=RequestFailed(-1, "没有数据"))],
    ids=["empty", "refused"],
)
async def test_no_form_entry(handled, books):
    """Where the gateway has no entry for the order, the amount is unconfirmed."""
    got = await handled(books)
    assert (got.fee, got.amount_confirmed) == (None, False)


@pytest.mark.parametrize(
    "said",
    [
        *["", "订单不\ufffd"],
        *["系统繁忙", "请稍后再试", "请重试", "查询超时", "系统异常", "系统维护中"],
        *["操作过于频繁", "接口限流"],
    ],
)
async def test_passing_fault(handled, said):
    """A gateway that can't say for the moment is asked again: nothing is credited unconfirmed."""
    with pytest.raises(NotConfirmed, match="for the moment"):
        await handled(Gateway(refusal=RequestFailed(-1, said)))


async def test_other_refusal(handled):
    """Only the general code may mean that there is no entry."""
    with pytest.raises(ParameterRejected):
        await handled(Gateway(refusal=ParameterRejected(-2, "没有数据")))


async def test_confirmed(handled):
    """A paid entry with both of the order's numbers confirms its fee."""
    entry = form(out_trade_no="20881", status=OrderStatus.PAID)
    assert (await handled(Gateway(entry))).fee == 19800


@pytest.mark.parametrize("status", [OrderStatus.UNPAID, OrderStatus.FAILED, OrderStatus("9")])
async def test_other_status(handled, status):
    """Another status than paid from either query credits nothing, an unknown code too."""
    with pytest.raises(NotConfirmed, match=f"order_query_form says {status.name}"):
        await handled(Gateway(form(status=status)))
    with pytest.raises(NotConfirmed, match=f"order_query says {status.name}"):
        await handled(Gateway(form(), status=status))


@pytest.mark.parametrize(
    "entry", [form(out_trade_no="20882"), form("another", fee=5)], ids=["merchant's", "gateway's"]
)
async def test_other_number(handled, entry):
    """An entry about another order confirms nothing, and isn't the absence of one."""
    with pytest.raises(NotConfirmed, match="another order"):
        await handled(Gateway(entry))


async def test_entries_that_name_two_of_ones_own(handled):
    """An entry that fits doesn't make up for another that names the wrong number."""
    with pytest.raises(NotConfirmed, match="another order"):
        await handled(Gateway(form(out_trade_no="20881"), form(out_trade_no="20882")))


async def test_entry_that_is_spelled_out_nowhere(handled):
    """An entry that fits doesn't make up for one whose number may have lost its zeros."""
    with pytest.raises(NotConfirmed, match="leading zeros"):
        await handled(Gateway(form(), form(NumericId("1720881"))))


async def test_entries_of_several_orders(handled):
    """Of several orders' entries the one of this order counts."""
    others = form("another", fee=5, status=OrderStatus.UNPAID), form("a third", fee=6)
    assert (await handled(Gateway(others[0], form(), others[1]))).fee == 19800


async def test_two_fees(handled):
    """An order with two amounts isn't credited."""
    with pytest.raises(NotConfirmed, match="several fees"):
        await handled(Gateway(form(), form(fee=1)))


async def test_reply_without_the_merchants_number(handled):
    """An order whose answer lacks the merchant's number is queried by that number, too."""
    assert (await handled(Gateway(named=None))).out_trade_no == "20881"


async def test_reply_without_the_merchants_number_about_another_order(handled):
    """A merchant's number that leads to another order credits nothing."""
    with pytest.raises(NotConfirmed, match="order_query names another order"):
        await handled(Gateway(form(), named=None, by_own="1720882"))
