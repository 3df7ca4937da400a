"""Faults of a reply that break nothing, and those that do (FACTS, section 2)."""

from __future__ import annotations

import copy
import json
import pickle

import attrs
import pytest

import zhixiao_async as z
from zhixiao_async.fields import Unreadable
from zhixiao_async.protocol import reading

ROW = {"order_id": "1", "fee": "200"}
PAGE = {"page_no": 1, "page_size": 1000, "total_page": 1, "total_size": "1", "data": [ROW]}
REQUIRED = {
    z.OrderCreateResult: {"order_id": "1"},
    z.OrderQueryResult: {"order_id": "1", "status": "2"},
    z.OrderCancelResult: {"order_id": "1"},
    z.OrderRefundResult: {"order_id": "1"},
    z.PiaojuQueryResult: {"zx_order_no": "1", "status": "1"},
    z.OrderListResult: PAGE,
    z.ListedOrder: ROW,
    z.FormOrder: ROW,
    z.PaymentNotification: {"out_trade_no": "1", "order_id": "2", "uid": "3"},
    z.UserIdentityResult: {},
    z.UserCardResult: {},
}
EACH_REQUIRED = [(kind, name) for kind, fields in REQUIRED.items() for name in fields]


def content(value):
    """Write a value as decrypted content."""
    return json.dumps(value).encode()


def read(kind, value):
    """Read a value as a reply's content is read."""
    return reading.read_content(kind, content(value))


@pytest.mark.parametrize("kind", REQUIRED, ids=lambda kind: kind.__name__)
def test_required_is_enough(kind):
    """A result needs its required fields only; all others are None, or empty."""
    result = read(kind, REQUIRED[kind])
    rest = [
        getattr(result, field.name)
        for field in attrs.fields(kind)
        if field.name not in {*REQUIRED[kind], "unreadable", "expires_at", "app_id"}
    ]
    assert all(value is None or value == {} for value in rest)


@pytest.mark.parametrize("kind", REQUIRED, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("value", [None, ""], ids=["null", "empty"])
def test_optional_null_or_empty(kind, value):
    """Null, empty and missing are the same in an optional field, and count as readable."""
    optional = {name: value for name in attrs.fields_dict(kind) if name not in REQUIRED[kind]}
    result = read(kind, optional | REQUIRED[kind])
    assert result == read(kind, REQUIRED[kind])
    assert not result.unreadable


@pytest.mark.parametrize(("kind", "name"), EACH_REQUIRED)
@pytest.mark.parametrize("value", [None, "", ...], ids=["null", "empty", "missing"])
def test_required_missing(kind, name, value):
    """A missing required field is an error that names it."""
    fields = REQUIRED[kind] | {name: value}
    with pytest.raises(Unreadable, match=f"^{name} is missing or empty$"):
        read(kind, {key: one for key, one in fields.items() if one is not ...})


@pytest.mark.parametrize(("kind", "name"), EACH_REQUIRED)
@pytest.mark.parametrize("value", [True, False, {"a": 1}, [1]], ids=json.dumps)
def test_required_malformed(kind, name, value):
    """A required field of another type is an error that names it, never a zero."""
    with pytest.raises(Unreadable, match=f"^{name}\\b"):
        read(kind, REQUIRED[kind] | {name: value})


@pytest.mark.parametrize("name", ["page_no", "page_size", "total_page", "total_size"])
@pytest.mark.parametrize("value", ["01", "1.0", 1.0, "1e3", "1_000", "x", " 1", "１", "1\n"])
def test_number_malformed(name, value):
    """A malformed number is an error that shows it."""
    with pytest.raises(Unreadable, match=f"^{name} must be an integer, got "):
        read(z.OrderListResult, PAGE | {name: value})


@pytest.mark.parametrize("value", ["01", "1.5", 1.5, "2,00", "200元", True, None, ""])
@pytest.mark.parametrize("place", [0, 1, 7])
def test_bad_fee_names_its_row(value, place):
    """A row whose amount can't be read is an error that names the row and the field."""
    data = [ROW] * 9
    data[place] = ROW | {"fee": value}
    with pytest.raises(Unreadable, match=rf"^data\[{place}\]\.fee "):
        read(z.OrderListResult, PAGE | {"data": data})


def test_bad_fee_in_a_list_names_its_row():
    """In a list of results an amount that can't be read is told with its row as well."""
    with pytest.raises(Unreadable, match=r"^\[1\]\.fee must be an integer, got 2,00$"):
        read(list[z.FormOrder], [ROW, ROW | {"fee": "2,00"}])


@pytest.mark.parametrize("value", [None, 1, "x", [], [[]]], ids=json.dumps)
def test_row_that_is_no_object(value):
    """A row that is no object is an error that names the row."""
    with pytest.raises(Unreadable, match=r"^data\[1\] must be an object"):
        read(z.OrderListResult, PAGE | {"data": [ROW, value]})


@pytest.mark.parametrize("number", [7, "7"])
@pytest.mark.parametrize("name", ["page_no", "page_size", "total_page", "total_size"])
def test_number_as_number_or_string(name, number):
    """A number may come as a string and a string as a number."""
    assert getattr(read(z.OrderListResult, PAGE | {name: number}), name) == 7


@pytest.mark.parametrize("kind", REQUIRED, ids=lambda kind: kind.__name__)
def test_text_as_a_number(kind):
    """Numbers in every field whose text is digits change nothing."""
    fields = {
        name: 1 if value in ("1", "2", "3") else value for name, value in REQUIRED[kind].items()
    }
    texts = {name: "1" if value == 1 else value for name, value in fields.items()}
    assert read(kind, fields) == read(kind, texts)


@pytest.mark.parametrize(
    ("given", "fee"), [("200", 200), (200, 200), ("0", 0), (-5, -5), ("-5", -5)]
)
def test_fee_is_fen(given, fee):
    """An amount is an int of fen, in either spelling; a refund's may be negative."""
    page = read(z.OrderListResult, PAGE | {"data": [ROW | {"fee": given}]})
    assert (page.data[0].fee, type(page.data[0].fee)) == (fee, int)


@pytest.mark.parametrize("given", [9, "9"])
def test_unknown_status_is_kept(given):
    """A status that the document doesn't list is kept as it came."""
    status = read(z.OrderQueryResult, {"order_id": "1", "status": given}).status
    assert (status, status.known) == (z.OrderStatus("9"), False)


@pytest.mark.parametrize("given", [2, "2"])
def test_known_status_is_its_member(given):
    """A listed code, as a number or as text, is the enum's member."""
    status = read(z.OrderQueryResult, {"order_id": "1", "status": given}).status
    assert status is z.OrderStatus.PAID


def test_unknown_pay_type_in_a_row_is_kept():
    """The fast path keeps an unknown code as it came, too."""
    page = read(z.OrderListResult, PAGE | {"data": [ROW | {"pay_type": "UP"}]})
    assert page.data[0].pay_type == z.ListedPayType("UP")


@pytest.mark.parametrize(
    "name", sorted(set(attrs.fields_dict(z.ListedOrder)) - {*ROW, "unreadable"})
)
@pytest.mark.parametrize("value", [None, ""], ids=["null", "empty"])
def test_optional_of_a_row_null_or_empty(name, value):
    """Null, empty and missing are the same in each optional field of a row."""
    page = read(z.OrderListResult, PAGE | {"data": [ROW | {name: value}]})
    assert page.data == [z.ListedOrder(order_id="1", fee=200)]


@pytest.mark.parametrize("kind", REQUIRED, ids=lambda kind: kind.__name__)
def test_new_fields_are_ignored(kind):
    """A field that the document doesn't know breaks nothing."""
    new = {"new_field": {"a": [1]}, "unreadable": "x", "sentence": 1}
    assert read(kind, REQUIRED[kind] | new) == read(kind, REQUIRED[kind])


@pytest.mark.parametrize("value", [[], {}, None, 7, "x"], ids=json.dumps)
def test_result_that_is_no_object(value):
    """Where the document has an object, any other value is refused, and an empty object too."""
    with pytest.raises(Unreadable):
        read(z.OrderQueryResult, value)


@pytest.mark.parametrize("value", [None, [], {}], ids=json.dumps)
def test_no_orders_found(value):
    """An empty list of orders may be an empty list, PHP's empty object, or null."""
    assert read(list[z.FormOrder], value) == []


@pytest.mark.parametrize("data", [None, [], {}, "", ...], ids=str)
@pytest.mark.parametrize("total", [0, "0"])
def test_empty_window(data, total):
    """The rows of an empty window may be any kind of nothing."""
    fields = PAGE | {"total_size": total, "total_page": 0, "data": data}
    page = read(z.OrderListResult, {key: one for key, one in fields.items() if one is not ...})
    assert (page.data, page.total_size) == ([], 0)


@pytest.mark.parametrize("name", ["zx_order_no", "zx_trade_no"])
def test_receipts_order_by_either_name(name):
    """2.9: the number comes under the table's name or the example's."""
    assert read(z.PiaojuQueryResult, {name: "15", "status": 1}).zx_order_no == "15"


@pytest.mark.parametrize("first", [None, ""])
def test_receipts_order_by_the_other_name(first):
    """2.9: an empty number under one name doesn't hide the number under the other."""
    given = {"zx_order_no": first, "zx_trade_no": 15, "status": 1}
    assert read(z.PiaojuQueryResult, given).zx_order_no == "15"


def test_receipts_order_by_the_tables_name_first():
    """2.9: if both are given, the table's name counts."""
    given = {"zx_trade_no": "1", "zx_order_no": "2", "status": 1}
    assert read(z.PiaojuQueryResult, given).zx_order_no == "2"


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"x",
        b"{",
        b"\xff",
        b"{} {}",
        b"NaN",
        b'{"a":Infinity}',
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_content_that_is_no_json(given):
    """Content that isn't JSON in UTF-8 is refused."""
    with pytest.raises(Unreadable, match="must be JSON in UTF-8"):
        reading.read_content(z.OrderQueryResult, given)


UNREADABLE = {"order_id": "1", "status": "2", "time_end": "2019-112-03 16:55:11"}


def test_unreadable_as_a_plain_mapping():
    """``unreadable`` is a dict like any other to attrs.asdict and to JSON."""
    result = read(z.OrderQueryResult, UNREADABLE)
    kept = {"time_end": "2019-112-03 16:55:11"}
    assert attrs.asdict(result)["unreadable"] == kept
    assert type(attrs.asdict(result)["unreadable"]) is dict
    assert json.loads(json.dumps(result.unreadable)) == kept


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda texts: pickle.loads(pickle.dumps(texts))],
    ids=["copied", "deeply", "pickled"],
)
def test_unreadable_survives(again):
    """``unreadable`` survives copying and pickling, and still can't be changed."""
    result = again(read(z.OrderQueryResult, UNREADABLE))
    assert result == read(z.OrderQueryResult, UNREADABLE)
    for change in (
        lambda texts: texts.update(a="b"),
        lambda texts: texts.__setitem__("a", "b"),
        lambda texts: texts.__delitem__("time_end"),
        lambda texts: texts.pop("time_end"),
        lambda texts: texts.popitem(),
        lambda texts: texts.clear(),
        lambda texts: texts.setdefault("a", "b"),
        lambda texts: texts.__ior__({"a": "b"}),
    ):
        with pytest.raises(TypeError, match="is fixed"):
            change(result.unreadable)
