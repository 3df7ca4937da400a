"""What order_query_form may say about a payment: only what fits it confirms the amount."""

from __future__ import annotations

import pytest

from zhixiao_async import NotConfirmed, NumericId
from zhixiao_async.endpoints import FormOrder, OrderQueryResult, OrderStatus
from zhixiao_async.errors import ParameterRejected, RequestFailed
from zhixiao_async.notify import Confirmation, Inbox

from .conftest import payment


class Books:
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
    """Hands a payment to an inbox that asks these books; gives what the handler got."""
    inbox = Inbox(tmp_path / "inbox.db")
    await inbox.create_table()

    async def act(books, brought=None):
        got = []
        confirm = Confirmation(books, expected_fee=lambda _: 19800)
        await inbox.handle(brought or payment(), lambda one, _: got.append(one), confirm=confirm)
        return got[0]

    return act


def form(order_id="1720881", fee=19800, **more):
    return FormOrder(order_id=order_id, fee=fee, **more)


@pytest.mark.parametrize(
    "books",
    [Books(), Books(refusal=RequestFailed(-1, "没有数据"))],
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
        await handled(Books(refusal=RequestFailed(-1, said)))


async def test_other_refusal(handled):
    """Only the general code may mean that there is no entry."""
    with pytest.raises(ParameterRejected):
        await handled(Books(refusal=ParameterRejected(-2, "没有数据")))


async def test_confirmed(handled):
    """An entry of this order that says paid, by both numbers."""
    entry = form(out_trade_no="20881", status=OrderStatus.PAID)
    assert (await handled(Books(entry))).fee == 19800


@pytest.mark.parametrize("status", [OrderStatus.UNPAID, OrderStatus.FAILED, OrderStatus("9")])
async def test_other_status(handled, status):
    """Whatever either query says but paid, a code that nobody knows too: nothing is credited."""
    with pytest.raises(NotConfirmed, match=f"order_query_form says {status.name}"):
        await handled(Books(form(status=status)))
    with pytest.raises(NotConfirmed, match=f"order_query says {status.name}"):
        await handled(Books(form(), status=status))


@pytest.mark.parametrize(
    "entry", [form(out_trade_no="20882"), form("another", fee=5)], ids=["merchant's", "gateway's"]
)
async def test_other_number(handled, entry):
    """An entry about another order confirms nothing, and isn't the absence of one."""
    with pytest.raises(NotConfirmed, match="another order"):
        await handled(Books(entry))


async def test_entries_that_name_two_of_ones_own(handled):
    """One entry that fits doesn't make up for another that names the wrong number."""
    with pytest.raises(NotConfirmed, match="another order"):
        await handled(Books(form(out_trade_no="20881"), form(out_trade_no="20882")))


async def test_entry_that_is_spelled_out_nowhere(handled):
    """Nor for one whose number may have lost its leading zeros."""
    with pytest.raises(NotConfirmed, match="leading zeros"):
        await handled(Books(form(), form(NumericId("1720881"))))


async def test_entries_of_several_orders(handled):
    """The one of this order counts."""
    others = form("another", fee=5, status=OrderStatus.UNPAID), form("a third", fee=6)
    assert (await handled(Books(others[0], form(), others[1]))).fee == 19800


async def test_two_fees(handled):
    """An order with two amounts is nobody's to credit."""
    with pytest.raises(NotConfirmed, match="several fees"):
        await handled(Books(form(), form(fee=1)))


async def test_reply_without_the_merchants_number(handled):
    """It is asked for by the merchant's number, too."""
    assert (await handled(Books(named=None))).out_trade_no == "20881"


async def test_reply_without_the_merchants_number_about_another_order(handled):
    """Then the merchant's number has to lead to the same of the gateway's."""
    with pytest.raises(NotConfirmed, match="order_query names another order"):
        await handled(Books(form(), named=None, by_own="1720882"))
