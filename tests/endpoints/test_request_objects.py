"""Codes, nested objects and times: what is refused, and in which words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import zhixiao_async as z
from zhixiao_async import Mask, PayerType, PayType

from .requests import GOOD, refused

COMPANY = {"payer_type": PayerType.COMPANY, "payer_name": "知校科技有限公司", "phone": "1300"}


@pytest.mark.parametrize(
    ("kind", "name", "value", "names"),
    [
        (z.OrderCreate, "pay_type", 3, "PayType.WECHAT (1), PayType.ALIPAY (2)"),
        (z.OrderCreate, "pay_type", "01", "PayType.WECHAT (1), PayType.ALIPAY (2)"),
        (z.OrderCreate, "pay_type", True, "PayType.WECHAT (1), PayType.ALIPAY (2)"),
        (z.OrderCreate, "pay_type", "", "PayType.WECHAT (1), PayType.ALIPAY (2)"),
        (z.PiaojuCreate, "payer_type", 1.0, "PayerType.PERSON (1), PayerType.COMPANY (2)"),
        (z.OrderCreate, "pay_type", PayType("3"), "PayType.WECHAT (1), PayType.ALIPAY (2)"),
        (
            z.OrderCreate,
            "pay_type",
            z.ListedPayType.WECHAT,
            "PayType.WECHAT (1), PayType.ALIPAY (2)",
        ),
        (
            z.PiaojuCreate,
            "payer_type",
            PayerType("3"),
            "PayerType.PERSON (1), PayerType.COMPANY (2)",
        ),
        (z.PiaojuCreate, "payer_type", None, "PayerType.PERSON (1), PayerType.COMPANY (2)"),
        (z.OrderList, "mask", z.OperateType.REFUND, "Mask.TRADE (1), Mask.REFUND (2)"),
        (z.OrderList, "mask", Mask("0"), "Mask.TRADE (1), Mask.REFUND (2)"),
    ],
)
def test_enum_refused(kind, name, value, names):
    """Only a documented member of the field's own enum is taken."""
    error = refused(kind, **{name: value})
    assert (error.field, error.rule) == (name, f"must be one of {names}")


LINE = z.GoodsDetail(**GOOD[z.GoodsDetail])


@pytest.mark.parametrize(
    ("kind", "name", "value", "rule"),
    [
        (z.OrderCreate, "piaoju", [1], "must be a Piaoju, or a mapping of its fields"),
        (z.OrderCreate, "piaoju", LINE, "must be a Piaoju, or a mapping of its fields"),
        (z.OrderCreate, "goods_detail", [], "must be a sequence of GoodsDetail, and not be empty"),
        (
            z.OrderCreate,
            "goods_detail",
            "ab",
            "must be a sequence of GoodsDetail, and not be empty",
        ),
        *[
            (z.OrderList, name, value, "must be a datetime, a date or text (2026-03-02 00:00:00)")
            for name, value in [("begin_time", "2019-10-22 25:00:00"), ("end_time", None)]
        ],
        (z.OrderList, "end_time", datetime.max, "must be in the calendar"),
        (z.OrderQueryForm, "form_data", {}, "must map field names to values, and not be empty"),
        (z.OrderQueryForm, "form_data", {1: 2}, "must map field names to values, and not be empty"),
        (z.OrderQueryForm, "form_data", [1], "must map field names to values, and not be empty"),
        (z.OrderQueryForm, "form_data", ["a"], "must map field names to values, and not be empty"),
        (
            z.OrderQueryForm,
            "form_data",
            {"a": 1, 2: 3},
            "must map field names to values, and not be empty",
        ),
        (
            z.OrderCreate,
            "goods_detail",
            {LINE},
            "must be a sequence of GoodsDetail, and not be empty",
        ),
    ],
)
def test_object_refused(kind, name, value, rule):
    """A nested value has its own type, and isn't empty."""
    error = refused(kind, **{name: value})
    assert (error.field, error.rule) == (name, rule)


def test_company_needs_a_taxnum_inside_an_order():
    """Section 2.1: ``payer_taxnum`` is required when ``payer_type`` is 2."""
    assert refused(z.Piaoju, **COMPANY).field == "payer_taxnum"


def test_window_must_not_be_empty():
    """A window ends after it begins; times are compared as moments, not as clocks."""
    error = refused(z.OrderList, end_time=datetime(2019, 10, 21, 16, tzinfo=UTC))
    assert (error.field, error.rule) == ("end_time", "must be after begin_time")
    assert error.message == "end_time must be after begin_time, got '2019-10-21 16:00:00+00:00'"


@pytest.mark.parametrize("earlier", [0, 1])
def test_window_that_rounding_would_fill(earlier):
    """An empty one stays so, though its ends would be rounded away from each other."""
    end = datetime(2019, 10, 22, 12, microsecond=500_000)
    begin = end + timedelta(microseconds=earlier)
    error = refused(z.OrderList, begin_time=begin, end_time=end)
    assert (error.field, error.rule) == ("end_time", "must be after begin_time")


def test_parts_of_a_second():
    """The wire has whole seconds: a window's start is cut off and its end rounded up."""
    noon = datetime(2019, 10, 22, 12)
    request = z.OrderList(
        begin_time=noon.replace(microsecond=1), end_time=noon.replace(microsecond=999_999)
    )
    assert (request.begin_time, request.end_time) == (noon, noon.replace(second=1))
    whole = z.OrderList(begin_time=noon, end_time=noon.replace(second=1))
    assert whole == request
