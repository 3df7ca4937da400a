"""Is this the reply to what was asked?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import zhixiao_async as z
from zhixiao_async import BEIJING
from zhixiao_async._identity import Echo, asked, asked_raw, compare, lane

DAY = {"begin_time": datetime(2019, 10, 22), "end_time": datetime(2019, 10, 23)}
BEIJING_DAY = {name: value.replace(tzinfo=BEIJING) for name, value in DAY.items()}
PERSON = {"payer_type": z.PayerType.PERSON, "payer_name": "小明", "phone": "1300"}
PAGE = {"page_size": 1000, "total_page": 1, "total_size": 0, "data": []}


def status(**numbers):
    """An order's status, naming these numbers."""
    return z.OrderQueryResult(**{"order_id": "9", "status": z.OrderStatus.PAID} | numbers)


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        (z.OrderQuery(out_trade_no="1"), {"out_trade_no": "1"}),
        (z.OrderQuery(out_trade_no="1", order_id="2"), {"out_trade_no": "1", "order_id": "2"}),
        (z.OrderRefund(order_id="2"), {"order_id": "2"}),
        (z.PiaojuQuery(zx_order_no="3"), {"zx_order_no": "3"}),
        (z.PiaojuCreate(**PERSON, zx_order_no="3"), {"zx_order_no": "3"}),
        (z.UserCard(user_no="4", school_id="5"), {"user_no": "4"}),
        (z.OrderList(**DAY, page_no=2), {"page_no": 2, "page_size": 1000, **BEIJING_DAY}),
        (
            z.OrderList(**DAY, mask=z.Mask.TRADE),
            {"page_no": 1, "page_size": 1000, **BEIJING_DAY, "mask": z.Mask.TRADE},
        ),
        (z.OrderQueryForm(form_data={"学号": "1"}), {}),
        (z.UserIdentity(uid="6"), {}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_request_asks_for(request_, names):
    """A request asks for its numbers, its page and its window; some ask for nothing nameable."""
    assert asked(request_) == names


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"out_trade_no": "1", "total_fee": 5}, {"out_trade_no": "1"}),
        ({"order_id": 12, "user_no": None, "zx_order_no": ""}, {"order_id": "12"}),
        ({"page_no": "1"}, {}),
        ({"out_trade_no": 1.5, "order_id": ["2"]}, {}),
        ({}, {}),
    ],
)
def test_what_raw_asks_for(params, names):
    """``raw()`` asks for the numbers among its params, as text."""
    assert asked_raw(params) == names


@pytest.mark.parametrize(
    ("request_", "result", "echo"),
    [
        (z.OrderQuery(out_trade_no="1"), status(out_trade_no="1"), Echo.SAME),
        (z.OrderQuery(out_trade_no="1"), status(out_trade_no="2"), Echo.OTHER),
        (z.OrderQuery(out_trade_no="1"), status(), Echo.SILENT),
        (z.OrderQuery(order_id="9"), status(out_trade_no="2"), Echo.SAME),
        (z.OrderQuery(order_id="8"), status(out_trade_no="2"), Echo.OTHER),
        (z.OrderQuery(out_trade_no="1", order_id="9"), status(), Echo.SAME),
        (z.OrderQuery(out_trade_no="1", order_id="9"), status(out_trade_no="2"), Echo.OTHER),
        (z.OrderQuery(out_trade_no="1", order_id="8"), status(out_trade_no="1"), Echo.OTHER),
        (
            z.OrderQuery(out_trade_no="1", order_id="8"),
            status(out_trade_no=z.NumericId("1")),
            Echo.OTHER,
        ),
        (z.UserCard(user_no="4"), z.UserCardResult(user_no="5"), Echo.OTHER),
        (z.UserCard(user_no="4"), z.UserCardResult(user_name="张三"), Echo.SILENT),
        (z.UserIdentity(uid="6"), z.UserIdentityResult(user_no="5"), Echo.SILENT),
        (
            z.PiaojuCreate(**PERSON, out_trade_no="1"),
            z.PiaojuCreateResult(message="开票成功"),
            Echo.SILENT,
        ),
    ],
)
def test_reply_compared(request_, result, echo):
    """A reply names what was asked, names another, or names none."""
    assert compare(asked(request_), result)[0] is echo


def test_difference_is_told():
    """The text says which number differs, and how."""
    _, text = compare({"out_trade_no": "1"}, status(out_trade_no="2"))
    assert text == "the reply is about another out_trade_no: asked 1, got 2"


@pytest.mark.parametrize("result", [status(), status(order_id="1")])
def test_no_difference_no_text(result):
    """Where nothing differs, nothing is said."""
    assert compare({"order_id": result.order_id}, result)[1] == ""


@pytest.mark.parametrize(
    ("numbers", "echo"),
    [
        (["1", "1"], Echo.SAME),
        (["1", None], Echo.SAME),
        (["1", "2"], Echo.OTHER),
        ([None, None], Echo.SILENT),
        ([], Echo.SILENT),
    ],
    ids=str,
)
def test_every_row_is_compared(numbers, echo):
    """One row about another order is enough to doubt a list."""
    rows = [z.FormOrder(order_id="9", fee=1, out_trade_no=number) for number in numbers]
    assert compare(asked(z.OrderQueryForm(out_trade_no="1")), rows)[0] is echo


@pytest.mark.parametrize(
    ("changed", "echo"),
    [
        ({}, Echo.SAME),
        ({"page_no": 3}, Echo.OTHER),
        ({"page_size": 500}, Echo.CAPPED),
        ({"begin_time": datetime(2019, 10, 21, tzinfo=BEIJING)}, Echo.RESTATED),
        ({"end_time": datetime(2019, 10, 22, 23, 59, 59, tzinfo=BEIJING)}, Echo.RESTATED),
        ({"page_size": 500, "begin_time": datetime(2019, 10, 21)}, Echo.RESTATED),
        ({"page_no": 3, "end_time": datetime(2019, 10, 21)}, Echo.OTHER),
        ({"begin_time": None, "end_time": None}, Echo.SAME),
        ({"begin_time": datetime(2019, 10, 21, 16, tzinfo=UTC)}, Echo.SAME),
    ],
)
def test_page_compared(changed, echo):
    """A page repeats its number and its window; times are compared as moments."""
    page = z.OrderListResult(**{"page_no": 2, "page_size": 1000, **BEIJING_DAY, **PAGE, **changed})
    assert compare(asked(z.OrderList(**DAY, page_no=2)), page)[0] is echo


@pytest.mark.parametrize(
    ("result", "echo"),
    [
        ({"order_id": "12"}, Echo.SAME),
        ({"order_id": 12}, Echo.SILENT),
        ({"order_id": 13}, Echo.OTHER),
        ({"order_id": ""}, Echo.SILENT),
        ({"order_id": None}, Echo.SILENT),
        ({"order_id": True}, Echo.OTHER),
        ([{"order_id": "12"}, {"order_id": "13"}], Echo.OTHER),
        ("开票成功", Echo.SILENT),
        (["x", 1, None], Echo.SILENT),
        (None, Echo.SILENT),
        (7, Echo.SILENT),
    ],
    ids=str,
)
def test_raw_reply_compared(result, echo):
    """Whatever JSON ``raw()`` got is compared as far as it names numbers."""
    assert compare(asked_raw({"order_id": 12}), result)[0] is echo


ALONE = {
    "a change": z.OrderCancel(out_trade_no="1"),
    "a read that names no number": z.UserIdentity(uid="2088"),
    "a school's": z.UserCard(user_no="1", school_id="A"),
    "a form's": z.OrderQueryForm(out_trade_no="1", form_data={"学号": "1"}),
}


@pytest.mark.parametrize("request_", ALONE.values(), ids=ALONE)
def test_connection_to_itself(request_):
    """Whose reply could be a stale one, unnoticed, uses no kept connection."""
    assert lane(request_, asked(request_)) is None


def test_reads_that_can_be_checked_share_connections():
    """Their replies name what was asked for."""
    requests = [z.OrderQuery(out_trade_no="1"), z.UserCard(user_no="1")]
    assert {lane(one, asked(one)) for one in requests} == {""}


def test_masks_have_connections_of_their_own():
    """A listing doesn't name its mask, and no other read is to wait behind its pages."""
    requests = [z.OrderList(**DAY, mask=mask) for mask in (None, *z.Mask)]
    lanes = {lane(one, asked(one)) for one in requests}
    assert len(lanes) == 3
    assert lanes.isdisjoint({None, ""})


def test_first_difference_is_told():
    """Of several that weigh the same."""
    _, text = compare(
        {"out_trade_no": "1", "order_id": "2"}, status(out_trade_no="3", order_id="4")
    )
    assert text == "the reply is about another out_trade_no: asked 1, got 3"


@pytest.mark.parametrize(
    ("mask", "kinds", "said"),
    [
        (z.Mask.TRADE, "00", ""),
        (z.Mask.TRADE, "01", "a row is a refund, where mask=1 was asked for"),
        (z.Mask.TRADE, "9", ""),
        (z.Mask.REFUND, "11", ""),
        (z.Mask.REFUND, "10", "a row is a trade, where mask=2 was asked for"),
        (None, "01", ""),
    ],
)
def test_row_that_was_not_asked_for(mask, kinds, said):
    """A listing's mask is repeated nowhere; its rows show whether the reply is to another."""
    rows = [z.ListedOrder(order_id="1", fee=1, operate_type=z.OperateType(one)) for one in kinds]
    page = z.OrderListResult(**BEIJING_DAY, page_no=1, **PAGE | {"data": rows})
    echo, text = compare(asked(z.OrderList(**DAY, mask=mask)), page)
    assert (echo, text) == (Echo.OTHER if said else Echo.SAME, said)
