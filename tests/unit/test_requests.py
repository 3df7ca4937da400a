"""What each request refuses before anything is sent, and in which words."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhixiao_async as z
from zhixiao_async import InvalidRequest, Mask, PayerType, PayType

TABLES = json.loads((Path(__file__).parents[1] / "document/tables.json").read_text("utf-8"))

GOOD: dict[type[Any], dict[str, Any]] = {
    z.OrderCreate: {
        "body": "学费",
        "out_trade_no": "20881",
        "total_fee": 19800,
        "user_no": "2013",
        "notify_url": "https://example.edu/notify",
    },
    z.OrderQuery: {"out_trade_no": "20881"},
    z.OrderCancel: {"out_trade_no": "20881"},
    z.OrderRefund: {"out_trade_no": "20881"},
    z.UserIdentity: {"uid": "2088"},
    z.UserCard: {"user_no": "2018"},
    z.Piaoju: {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "1300"},
    z.PiaojuCreate: {
        "payer_type": PayerType.PERSON,
        "payer_name": "小明",
        "phone": "1300",
        "out_trade_no": "20881",
    },
    z.PiaojuQuery: {"zx_order_no": "1513"},
    z.OrderList: {"begin_time": datetime(2019, 10, 22), "end_time": datetime(2019, 10, 23)},
    z.OrderQueryForm: {"order_id": "0159"},
    z.GoodsDetail: {"goods_id": "001", "goods_name": "商品", "price": 1, "quantity": 1},
}
REQUESTS = {kind.endpoint.name: kind for kind in GOOD if hasattr(kind, "endpoint")}
COMPANY = {"payer_type": PayerType.COMPANY, "payer_name": "知校科技有限公司", "phone": "1300"}
LIMITS = [
    (REQUESTS[name], row["name"], row["max_bytes"])
    for name, entry in TABLES.items()
    for row in entry["request"]
    if "max_bytes" in row and name in REQUESTS
]
TEXTS = [
    (kind, name)
    for kind, names in {
        z.OrderCreate: "body out_trade_no notify_url user_no user_name return_url out_item_id "
        "out_item_name openid",
        z.OrderQuery: "out_trade_no order_id",
        z.OrderCancel: "out_trade_no",
        z.OrderRefund: "out_trade_no order_id out_refund_no",
        z.UserIdentity: "uid",
        z.UserCard: "user_no school_id",
        z.PiaojuCreate: "out_trade_no zx_order_no payer_name phone payer_taxnum payer_address "
        "payer_bank piaoju_memo payer_email",
        z.PiaojuQuery: "zx_order_no out_trade_no",
        z.OrderQueryForm: "out_trade_no order_id",
        z.GoodsDetail: "goods_id goods_name goods_category",
    }.items()
    for name in names.split()
]


def refused(kind: type[Any], **changed: Any) -> InvalidRequest:
    """The error for a good request of that kind with some fields changed."""
    with pytest.raises(InvalidRequest) as caught:
        kind(**GOOD[kind] | changed)
    return caught.value


@pytest.mark.parametrize("kind", GOOD, ids=lambda kind: kind.__name__)
def test_good_request_is_made(kind):
    """The requests that the other tests spoil are good as they are."""
    assert kind(**GOOD[kind]) == kind(**GOOD[kind])


OTHERS = {
    "out_trade_no": ("order_id", "zx_order_no"),
    "order_id": ("out_trade_no",),
    "zx_order_no": ("out_trade_no",),
    "user_no": ("openid",),
}
"""What stands in for one of two numbers that can't both be missing."""


@pytest.mark.parametrize(("kind", "name"), TEXTS)
def test_empty_text(kind, name):
    """What is optional is left out, as the document's own request leaves return_url empty."""
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
    ("value", "rule"),
    [
        (20881, "must be text that isn't empty, got 20881"),
        (b"20881", "must be text that isn't empty, got b'20881'"),
        ("\ud800", "must be valid Unicode text, got '\\ud800'"),
    ],
    ids=["int", "bytes", "lone surrogate"],
)
def test_text_refused(kind, name, value, rule):
    """A text field takes text that can be encoded."""
    error = refused(kind, **{name: value})
    assert (error.field, error.message) == (name, f"{name} {rule}")


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
    """What stands for no order may be longer than the inbox and the journal keep."""
    given = GOOD[kind] | {name: "1" * 200}
    given |= {"pay_type": PayType.WECHAT} if name == "openid" else {}
    assert getattr(kind(**given), name) == "1" * 200


@pytest.mark.parametrize(("kind", "name", "limit"), LIMITS)
@pytest.mark.parametrize("letter", ["a", "é", "学", "😀"])
def test_text_at_its_limit(kind, name, limit, letter):
    """As many bytes of UTF-8 as the table allows are taken."""
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


class Integer:
    """Like those of numpy, which are no ints."""

    def __index__(self):
        return 19800

    def __repr__(self):
        return "19800"


OF_EITHER_UNIT = [
    *(19800.0, Decimal(19800), Decimal("1.98E+4"), Decimal("19800.0"), Integer()),
    *("19800.0", " 19800", "19800\n", "+19800", b"19800", "１９８００"),
]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(z.OrderCreate, "total_fee"), (z.OrderRefund, "refund_fee"), (z.GoodsDetail, "price")],
)
@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("19800", 'int("19800") if it is fen, as the document writes it'),
        ("198.00", 'fen("198.00") turns yuan into fen'),
        ("19.8", 'fen("19.8") turns yuan into fen'),
        (19.8, 'fen("19.8") turns yuan into fen'),
        (Decimal("198.50"), 'fen("198.50") turns yuan into fen'),
        (Decimal("198.00"), 'fen("198.00") turns yuan into fen'),
        (Decimal("1E+15"), f'{10**15} if it is fen, fen("{10**15}") if it is yuan'),
        (Fraction(19800), 'fen("198.00") turns yuan into fen'),
        (Decimal("1E+5000"), 'fen("198.00") turns yuan into fen'),
        (Decimal("NaN"), 'fen("198.00") turns yuan into fen'),
        (b"\xff", 'fen("198.00") turns yuan into fen'),
        *((one, '19800 if it is fen, fen("19800") if it is yuan') for one in OF_EITHER_UNIT),
        ("198元", 'fen("198.00") turns yuan into fen'),
        (1e300, 'fen("198.00") turns yuan into fen'),
        (float("nan"), 'fen("198.00") turns yuan into fen'),
        (True, 'fen("198.00") turns yuan into fen'),
    ],
    ids=str,
)
def test_fen_refused(kind, name, value, hint):
    """An amount is an int of fen; the advice makes of this one what it is, and no hundredfold."""
    error = refused(kind, **{name: value})
    rule = f"must be a whole number of fen (an int; {hint})"
    assert (error.field, error.message) == (name, f"{name} {rule}, got {value!r}")


@pytest.mark.parametrize(
    ("kind", "name", "value", "least"),
    [
        (z.OrderCreate, "total_fee", 0, "of fen, at least 1"),
        (z.OrderCreate, "total_fee", -1, "of fen, at least 1"),
        (z.OrderRefund, "refund_fee", 0, "of fen, at least 1"),
        (z.GoodsDetail, "price", -1, "of fen, at least 0"),
        (z.GoodsDetail, "quantity", 0, ", at least 1"),
        (z.OrderList, "page_no", 0, ", at least 1"),
        (z.OrderList, "page_size", -5, ", at least 1"),
    ],
)
def test_number_too_small(kind, name, value, least):
    """A number below its least is refused."""
    error = refused(kind, **{name: value})
    assert error.field == name
    assert least in error.rule
    assert error.message.endswith(f"got {value}")


def test_largest_number():
    """Ten million million yuan, the greatest amount, is taken; one fen more is a slip."""
    assert z.OrderCreate(**GOOD[z.OrderCreate] | {"total_fee": 10**15}).total_fee == 10**15
    error = refused(z.OrderCreate, total_fee=10**15 + 1)
    assert error.rule.endswith("at least 1 and at most 1000000000000000")


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (z.OrderCreate, "out_trade_no", "1 "),
        (z.OrderCreate, "body", "a" * 129),
        (z.OrderCreate, "notify_url", "example.edu"),
        (z.OrderCreate, "total_fee", 0),
        (z.OrderCreate, "pay_type", 1),
        (z.OrderCreate, "piaoju", {}),
        (z.OrderCreate, "goods_detail", []),
        (z.OrderList, "begin_time", None),
        (z.OrderQueryForm, "form_data", {}),
    ],
)
def test_what_was_given_is_shown(kind, name, value):
    """Whoever reads the error sees what his program put there, or its first 77 characters."""
    error, shown = refused(kind, **{name: value}), repr(value)
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    assert error.message == f"{name} {error.rule}, got {shown}"


def test_moment_outside_the_calendar_is_shown():
    """As a date, which says what is wrong with it."""
    late = datetime.max.replace(microsecond=0, tzinfo=timezone(timedelta(hours=-1)))
    for end in late, datetime.max:
        assert refused(z.OrderList, end_time=end).message == (
            f"end_time must be in the calendar, got '{end}'"
        )


def test_number_too_long_to_print_is_refused():
    """An amount of 5000 digits can't be written, and is refused by name."""
    assert refused(z.OrderCreate, total_fee=10**5000).field == "total_fee"


@pytest.mark.parametrize("name", ["quantity", "page_no", "page_size"])
@pytest.mark.parametrize("value", [1.0, True, "1"])
def test_count_refused(name, value):
    """A count is an int."""
    kind = z.GoodsDetail if name == "quantity" else z.OrderList
    assert refused(kind, **{name: value}).message == (
        f"{name} must be a whole number (an int), got {value!r}"
    )


@pytest.mark.parametrize(
    ("kind", "name", "value", "names"),
    [
        (z.OrderCreate, "pay_type", 1, "PayType.WECHAT (1), PayType.ALIPAY (2)"),
        (z.OrderCreate, "pay_type", "1", "PayType.WECHAT (1), PayType.ALIPAY (2)"),
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
        (z.OrderCreate, "piaoju", {"payer_type": 1}, "must be a Piaoju"),
        (z.OrderCreate, "goods_detail", [], "must be a sequence of GoodsDetail, and not be empty"),
        (
            z.OrderCreate,
            "goods_detail",
            [{}],
            "must be a sequence of GoodsDetail, and not be empty",
        ),
        (
            z.OrderCreate,
            "goods_detail",
            "ab",
            "must be a sequence of GoodsDetail, and not be empty",
        ),
        (z.OrderList, "begin_time", "2019-10-22 00:00:00", "must be a datetime"),
        (z.OrderList, "end_time", None, "must be a datetime"),
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
            [LINE, {}],
            "must be a sequence of GoodsDetail, and not be empty",
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


@given(text=st.text(st.characters(), max_size=60))
def test_any_order_number(text):
    """Any text is either taken, and fits, or refused."""
    with suppress(InvalidRequest):
        taken = z.OrderCancel(out_trade_no=text)
        assert 1 <= len(taken.out_trade_no.encode()) <= 40


def test_error_names_path_and_number():
    """The error says which call and which order it is about."""
    error = refused(z.OrderCreate, total_fee=1.5)
    assert (error.path, error.out_trade_no) == ("/pay_api/order_create", "20881")


def test_company_needs_a_taxnum_inside_an_order():
    """Section 2.1: ``payer_taxnum`` is required when ``payer_type`` is 2."""
    assert refused(z.Piaoju, **COMPANY).field == "payer_taxnum"
