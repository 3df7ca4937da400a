"""The document's own spelling of codes and objects, as arguments."""

from __future__ import annotations

from collections import UserDict
from datetime import date, datetime

import pytest

import zhixiao_async as z
from zhixiao_async import Mask, PayerType, PayType
from zhixiao_async.listing.windows import Plan

from .requests import GOOD, refused

PERSON = {"payer_type": 1, "payer_name": "小明", "phone": "1300"}
LINE = {"goods_id": "001", "goods_name": "商品", "price": 1, "quantity": 2}
ORDER = GOOD[z.OrderCreate]
DAY = {"begin_time": date(2019, 10, 22), "end_time": date(2019, 10, 22)}


@pytest.mark.parametrize("code", [2, "2", PayType.ALIPAY])
def test_pay_type(code):
    """2.1: a payment type is the enum's, whichever way it was given."""
    order = z.OrderCreate(**ORDER, pay_type=code)
    assert order.pay_type is PayType.ALIPAY


@pytest.mark.parametrize("code", [1, "1", PayerType.PERSON])
@pytest.mark.parametrize("kind", [z.Piaoju, z.PiaojuCreate])
def test_payer_type(kind, code):
    """2.1 and 2.8: so is a kind of payer."""
    assert kind(**GOOD[kind] | {"payer_type": code}).payer_type is PayerType.PERSON


@pytest.mark.parametrize("code", [2, "2", Mask.REFUND])
def test_mask(code):
    """2.10: so is a mask, of a page and of a range."""
    assert z.OrderList(**DAY, mask=code).mask is Mask.REFUND
    assert Plan(**DAY, mask=code).masks == (Mask.REFUND,)
    assert Plan(**DAY, mask=[1, code]).masks == (Mask.TRADE, Mask.REFUND)


@pytest.mark.parametrize("number", [2, "2"])
def test_page(number):
    """2.10: a page's number and size may be text, as the document sends them."""
    page = z.OrderList(**DAY, page_no=number, page_size=number)
    assert (page.page_no, page.page_size) == (2, 2)


@pytest.mark.parametrize("mask", [[1, "1"], [1, 3], [True], [None]], ids=str)
def test_masks_refused(mask):
    """Two spellings of one mask are one mask twice."""
    with pytest.raises(z.InvalidRequest, match=r"^mask must be Mask\.TRADE"):
        Plan(**DAY, mask=mask)


@pytest.mark.parametrize("given", [PERSON, UserDict(PERSON), z.Piaoju(**PERSON)])
def test_receipt_of_an_order(given):
    """2.1: a receipt may be a mapping of its fields."""
    assert z.OrderCreate(**ORDER, piaoju=given).piaoju == z.Piaoju(**PERSON)


@pytest.mark.parametrize("given", [[LINE], (LINE, z.GoodsDetail(**LINE)), [UserDict(LINE)]])
def test_lines_of_an_order(given):
    """2.1: so may each line."""
    order = z.OrderCreate(**ORDER, goods_detail=given)
    assert order.goods_detail == [z.GoodsDetail(**LINE)] * len(given)


COMPANY = "must be given for PayerType.COMPANY (payer_type=2, sections 2.1 and 2.8)"
INSIDE = [
    ({"piaoju": {}}, "piaoju.payer_type", "is missing or empty"),
    ({"piaoju": PERSON | {"phone": None}}, "piaoju.phone", "must be text that isn't empty"),
    ({"piaoju": PERSON | {"payer_type": 2}}, "piaoju.payer_taxnum", COMPANY),
    (
        {"piaoju": PERSON | {"payer_nmae": "1"}},
        "piaoju.payer_nmae",
        "is no field of Piaoju; did you mean payer_name?",
    ),
    (
        {"goods_detail": [LINE | {7: 1}]},
        "goods_detail[0].7",
        "is no field of GoodsDetail, which has goods_id, goods_name, price, quantity, "
        "goods_category",
    ),
    ({"goods_detail": [LINE, {}]}, "goods_detail[1].goods_id", "is missing or empty"),
    (
        {"goods_detail": [LINE, LINE | {"price": "1"}]},
        "goods_detail[1].price",
        'must be a whole number of fen (an int; int("1") if it is fen, as the document writes it, '
        'fen("1") if it is yuan)',
    ),
    (
        {"goods_detail": [LINE, "x"]},
        "goods_detail[1]",
        "must be a GoodsDetail, or a mapping of its fields",
    ),
]


@pytest.mark.parametrize(("given", "place", "rule"), INSIDE, ids=[place for _, place, _ in INSIDE])
def test_mapping_refused(given, place, rule):
    """An error inside a mapping says where, and which order it is about."""
    error = refused(z.OrderCreate, **given)
    assert (error.field, error.rule) == (place, rule)
    assert (error.path, error.out_trade_no) == ("/pay_api/order_create", "20881")


def test_what_was_given_inside_is_shown():
    """An amount inside a mapping is shown as anywhere else."""
    error = refused(z.OrderCreate, goods_detail=[LINE | {"price": -1}])
    assert error.message.endswith(", got -1")


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2019-10-22 00:00:00", "2019-10-23 00:00:00"),
        (date(2019, 10, 22), date(2019, 10, 22)),
        ("2019-10-22", "2019-10-22"),
        (datetime(2019, 10, 22), datetime(2019, 10, 23)),
    ],
)
def test_times(begin, end):
    """2.10: a time may be the document's text, a day or a datetime; a day stands for all of it."""
    page = z.OrderList(begin_time=begin, end_time=end)
    window = Plan(begin_time=begin, end_time=end)
    assert [(page.begin_time, page.end_time)] == [
        (start.replace(tzinfo=page.begin_time.tzinfo), stop.replace(tzinfo=page.end_time.tzinfo))
        for start, stop in window.windows()
    ]
