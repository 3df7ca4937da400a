"""Comparison of a reply with its request."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import zhixiao_async as z
from zhixiao_async import BEIJING
from zhixiao_async.protocol.reply_match import ReplyMatch, compare, expected_fields

DAY = {"begin_time": datetime(2019, 10, 22), "end_time": datetime(2019, 10, 23)}
BEIJING_DAY = {name: value.replace(tzinfo=BEIJING) for name, value in DAY.items()}
PERSON = {"payer_type": z.PayerType.PERSON, "payer_name": "小明", "phone": "1300"}
PAGE = {"page_size": 1000, "total_page": 1, "total_size": 0, "data": []}


def status(**numbers):
    """Return an order's status that names these numbers."""
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
    """A reply should repeat numbers, page and window; some requests name nothing to repeat."""
    assert expected_fields(request_) == names


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
    """A reply to ``raw()`` should repeat the numbers among its params, as text."""
    assert expected_fields(params) == names


@pytest.mark.parametrize(
    ("request_", "result", "match"),
    [
        (z.OrderQuery(out_trade_no="1"), status(out_trade_no="1"), ReplyMatch.SAME),
        (z.OrderQuery(out_trade_no="1"), status(out_trade_no="2"), ReplyMatch.OTHER),
        (z.OrderQuery(out_trade_no="1"), status(), ReplyMatch.SILENT),
        (z.OrderQuery(order_id="9"), status(out_trade_no="2"), ReplyMatch.SAME),
        (z.OrderQuery(order_id="8"), status(out_trade_no="2"), ReplyMatch.OTHER),
        (z.OrderQuery(out_trade_no="1", order_id="9"), status(), ReplyMatch.SAME),
        (z.OrderQuery(out_trade_no="1", order_id="9"), status(out_trade_no="2"), ReplyMatch.OTHER),
        (z.OrderQuery(out_trade_no="1", order_id="8"), status(out_trade_no="1"), ReplyMatch.OTHER),
        (
            z.OrderQuery(out_trade_no="1", order_id="8"),
            status(out_trade_no=z.NumericId("1")),
            ReplyMatch.OTHER,
        ),
        (z.UserCard(user_no="4"), z.UserCardResult(user_no="5"), ReplyMatch.OTHER),
        (z.UserCard(user_no="4"), z.UserCardResult(user_name="张三"), ReplyMatch.SILENT),
        (z.UserIdentity(uid="6"), z.UserIdentityResult(user_no="5"), ReplyMatch.SILENT),
        (
            z.PiaojuCreate(**PERSON, out_trade_no="1"),
            z.PiaojuCreateResult(message="开票成功"),
            ReplyMatch.SILENT,
        ),
    ],
)
def test_reply_compared(request_, result, match):
    """A reply names the same number, another one, or none."""
    assert compare(expected_fields(request_), result)[0] is match


def test_difference_is_told():
    """The text says which number differs, and how."""
    _, text = compare({"out_trade_no": "1"}, status(out_trade_no="2"))
    assert text == "the reply is about another out_trade_no: asked 1, got 2"


@pytest.mark.parametrize("result", [status(), status(order_id="1")])
def test_no_difference_no_text(result):
    """Without a difference the text is empty."""
    assert compare({"order_id": result.order_id}, result)[1] == ""


@pytest.mark.parametrize(
    ("numbers", "match"),
    [
        (["1", "1"], ReplyMatch.SAME),
        (["1", None], ReplyMatch.SAME),
        (["1", "2"], ReplyMatch.OTHER),
        ([None, None], ReplyMatch.SILENT),
        ([], ReplyMatch.SILENT),
    ],
    ids=str,
)
def test_every_row_is_compared(numbers, match):
    """One row about another order is enough to doubt a list."""
    rows = [z.FormOrder(order_id="9", fee=1, out_trade_no=number) for number in numbers]
    assert compare(expected_fields(z.OrderQueryForm(out_trade_no="1")), rows)[0] is match


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, ReplyMatch.SAME),
        ({"page_no": 3}, ReplyMatch.OTHER),
        ({"page_size": 500}, ReplyMatch.CAPPED),
        ({"begin_time": datetime(2019, 10, 21, tzinfo=BEIJING)}, ReplyMatch.RESTATED),
        ({"end_time": datetime(2019, 10, 22, 23, 59, 59, tzinfo=BEIJING)}, ReplyMatch.RESTATED),
        ({"page_size": 500, "begin_time": datetime(2019, 10, 21)}, ReplyMatch.RESTATED),
        ({"page_no": 3, "end_time": datetime(2019, 10, 21)}, ReplyMatch.OTHER),
        ({"begin_time": None, "end_time": None}, ReplyMatch.SAME),
        ({"begin_time": datetime(2019, 10, 21, 16, tzinfo=UTC)}, ReplyMatch.SAME),
    ],
)
def test_page_compared(changed, match):
    """A page repeats its number and its window; times are compared as moments."""
    page = z.OrderListResult(**{"page_no": 2, "page_size": 1000, **BEIJING_DAY, **PAGE, **changed})
    assert compare(expected_fields(z.OrderList(**DAY, page_no=2)), page)[0] is match


@pytest.mark.parametrize(
    ("result", "match"),
    [
        ({"order_id": "12"}, ReplyMatch.SAME),
        ({"order_id": 12}, ReplyMatch.SILENT),
        ({"order_id": 13}, ReplyMatch.OTHER),
        ({"order_id": ""}, ReplyMatch.SILENT),
        ({"order_id": None}, ReplyMatch.SILENT),
        ({"order_id": True}, ReplyMatch.OTHER),
        ([{"order_id": "12"}, {"order_id": "13"}], ReplyMatch.OTHER),
        ("开票成功", ReplyMatch.SILENT),
        (["x", 1, None], ReplyMatch.SILENT),
        (None, ReplyMatch.SILENT),
        (7, ReplyMatch.SILENT),
    ],
    ids=str,
)
def test_raw_reply_compared(result, match):
    """The JSON that ``raw()`` got is compared as far as it names numbers."""
    assert compare(expected_fields({"order_id": 12}), result)[0] is match


def test_first_difference_is_told():
    """Of several differences that weigh the same the first is told."""
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
    """A listing's mask is repeated nowhere; a row of the other kind shows a stale page."""
    rows = [z.ListedOrder(order_id="1", fee=1, operate_type=z.OperateType(code)) for code in kinds]
    page = z.OrderListResult(**BEIJING_DAY, page_no=1, **PAGE | {"data": rows})
    match, text = compare(expected_fields(z.OrderList(**DAY, mask=mask)), page)
    assert (match, text) == (ReplyMatch.OTHER if said else ReplyMatch.SAME, said)
