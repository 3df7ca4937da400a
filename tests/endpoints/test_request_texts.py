"""Text fields and numbers of orders: what is refused, and in which words."""

from __future__ import annotations

from contextlib import suppress

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhixiao_async as z
from zhixiao_async import InvalidRequest, PayType

from .requests import GOOD, PERSONAL, REQUESTS, TABLES, TEXTS, refused

LIMITS = [
    (REQUESTS[name], row["name"], row["max_bytes"])
    for name, entry in TABLES.items()
    for row in entry["request"]
    if "max_bytes" in row and name != "payment_notification"
]

OTHERS = {
    "out_trade_no": ("order_id", "zx_order_no"),
    "order_id": ("out_trade_no",),
    "zx_order_no": ("out_trade_no",),
    "user_no": ("openid",),
}
"""The field that stands in for one of two numbers that can't both be missing."""


@pytest.mark.parametrize(("kind", "name"), TEXTS)
def test_empty_text(kind, name):
    """An optional text that is empty is left out, as the document's own return_url is."""
    if attrs.fields_dict(kind)[name].default is None:
        given = GOOD[kind] | {
            other: "1" for other in OTHERS.get(name, ()) if (kind, other) in TEXTS
        }
        given |= {name: ""} | ({"pay_type": PayType.WECHAT} if "openid" in given else {})
        assert getattr(kind(**given), name) is None
    else:
        assert refused(kind, **{name: ""}).rule == "must be text that isn't empty"


@pytest.mark.parametrize(("kind", "name"), TEXTS)
@pytest.mark.parametrize(
    ("value", "rule", "described"),
    [
        (20881, "must be text that isn't empty", "a value of type int"),
        (b"20881", "must be text that isn't empty", "a value of type bytes"),
        ("\ud800", "must be valid Unicode text", "text of 1 characters"),
    ],
    ids=["int", "bytes", "lone surrogate"],
)
def test_text_refused(kind, name, value, rule, described):
    """A text field takes text that can be encoded; a payer's is described instead of shown."""
    error = refused(kind, **{name: value})
    shown = described if name in PERSONAL else repr(value)
    assert (error.field, error.message) == (name, f"{name} {rule}, got {shown}")


IDS = set(TEXTS) & {
    (kind, name)
    for kind in GOOD
    for name in (
        *("out_trade_no", "order_id", "zx_order_no", "out_refund_no", "out_item_id"),
        *("user_no", "uid", "openid", "school_id", "goods_id", "payer_taxnum"),
    )
}


@pytest.mark.parametrize(("kind", "name"), sorted(IDS, key=str))
@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("20881 ", "must have no white space around it"),
        ("\u300020882", "must have no white space around it"),
        ("20883\n", "must have no white space around it"),
        ("a\x00b", "must have no control character and no line break in it"),
        ("a\u2028b", "must have no control character and no line break in it"),
        ("a\x85b", "must have no control character and no line break in it"),
        ("a\ufffd", "must be whole: U+FFFD in it stands for what was no character"),
    ],
    ids=ascii,
)
def test_number_refused(kind, name, value, rule):
    """No number is sent that the inbox or a database would refuse, cut or take for another."""
    assert refused(kind, **{name: value}).rule == rule


@pytest.mark.parametrize("kind", [z.OrderQuery, z.OrderRefund, z.OrderQueryForm])
@pytest.mark.parametrize(("size", "fits"), [(64, True), (65, False)])
def test_number_that_a_table_holds(kind, size, fits):
    """The gateway's own numbers have the length that the inbox and the journal keep."""
    if fits:
        assert kind(order_id="学" * 21 + "1").order_id
    else:
        assert refused(kind, order_id="1" * size).rule.startswith("must be at most 64 bytes")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (z.OrderCreate, "user_no"),
        (z.OrderCreate, "openid"),
        (z.UserIdentity, "uid"),
        (z.UserCard, "user_no"),
        (z.UserCard, "school_id"),
        (z.GoodsDetail, "goods_id"),
        (z.Piaoju, "payer_taxnum"),
        (z.PiaojuCreate, "payer_taxnum"),
    ],
)
def test_number_that_no_table_holds(kind, name):
    """A number that stands for no order may be longer than the inbox and the journal keep."""
    given = GOOD[kind] | {name: "1" * 200}
    given |= {"pay_type": PayType.WECHAT} if name == "openid" else {}
    assert getattr(kind(**given), name) == "1" * 200


@pytest.mark.parametrize(("kind", "name", "limit"), LIMITS)
@pytest.mark.parametrize("letter", ["a", "é", "学", "😀"])
def test_text_at_its_limit(kind, name, limit, letter):
    """A text of as many bytes in UTF-8 as the table allows is taken."""
    size = len(letter.encode())
    text = letter * (limit // size) + "a" * (limit % size)
    extra = {"out_item_name": "子项"} if name == "out_item_id" else {}
    assert getattr(kind(**GOOD[kind] | extra | {name: text}), name) == text


@pytest.mark.parametrize(("kind", "name", "limit"), LIMITS)
@pytest.mark.parametrize("letter", ["a", "学"])
def test_text_over_its_limit(kind, name, limit, letter):
    """One byte more is refused, with the limit and the size."""
    size = len(letter.encode())
    error = refused(kind, **{name: letter * (limit // size) + "a" * (limit % size + 1)})
    assert (error.field, error.rule) == (
        name,
        f"must be at most {limit} bytes in UTF-8 (this is {limit + 1})",
    )


@given(text=st.text(st.characters(), max_size=60))
def test_any_order_number(text):
    """Any text is either taken, and fits, or refused."""
    with suppress(InvalidRequest):
        taken = z.OrderCancel(out_trade_no=text)
        assert 1 <= len(taken.out_trade_no.encode()) <= 40
