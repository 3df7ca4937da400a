"""Rows that msgspec made in place are like any other ListedOrder."""

from __future__ import annotations

import copy
import gc
import json
import pickle
from datetime import datetime, timedelta

import attrs
import pytest

from tests.support.places import SAMPLES
from zhixiao_async import BEIJING, ListedOrder, ListedPayType, OperateType, OrderListResult
from zhixiao_async.protocol import json_text, listing_page, reading, wire_page
from zhixiao_async.protocol.listing_page import read_page
from zhixiao_async.protocol.row_digests import digests_of
from zhixiao_async.protocol.wire_page import WirePage, WireRow

SAMPLE = SAMPLES / "order_list/result.json"


def tolerant(content: bytes) -> OrderListResult:
    """Read the page by the converter."""
    page: OrderListResult = reading.read(OrderListResult, json_text.parse_json(content))
    return page


@pytest.fixture
def row() -> ListedOrder:
    """Read the document's own row by the fast path."""
    page = read_page(SAMPLE.read_bytes())
    assert page is not None
    return page.data[0]


def test_sample_is_read_fast(row):
    """Every field of the document's example is read fast."""
    assert row.order_id == "0157171166333791571"
    assert row.fee == 200
    assert row.operate_type is OperateType.TRADE
    assert row.pay_type is ListedPayType.WECHAT
    assert row.order_date == datetime(2019, 10, 22, 10, 34, 25, tzinfo=BEIJING)
    assert row.order_date.utcoffset() == timedelta(hours=8)
    assert (row.user_no, row.remark, row.mch_code, row.id) == (None, None, None, None)


def test_sample_is_read_alike():
    """Both ways read the document's example alike."""
    content = SAMPLE.read_bytes()
    assert read_page(content) == tolerant(content)


@pytest.mark.parametrize("kind", [bytes, memoryview])
def test_any_buffer(kind):
    """Decrypted content comes as a view of a kept buffer."""
    assert read_page(kind(SAMPLE.read_bytes())) is not None


def test_page_outlives_its_buffer():
    """A page stays as it is when its buffer is used again for the next."""
    buffer = bytearray(SAMPLE.read_bytes())
    page = read_page(memoryview(buffer))
    buffer[:] = bytes(len(buffer))
    assert page == tolerant(SAMPLE.read_bytes())


def test_row_is_of_its_class(row):
    """A row is exactly of its class, not of one that was made on the way."""
    assert type(row) is ListedOrder


def test_row_is_frozen(row):
    """A row is frozen, as every result is."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        row.fee = 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del row.fee


def test_page_is_frozen():
    """A page is frozen as well."""
    page = read_page(SAMPLE.read_bytes())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        page.page_no = 1


def test_row_is_hashable(row):
    """Equal rows are one in a set, whichever path they came by."""
    (other,) = tolerant(SAMPLE.read_bytes()).data
    assert {row, other} == {row}


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_row_is_picklable(row, protocol):
    """A row crosses process pools."""
    again = pickle.loads(pickle.dumps(row, protocol))
    assert again == row
    assert type(again) is ListedOrder


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, attrs.evolve])
def test_row_is_copyable(row, duplicate):
    """A row can be copied in three ways."""
    again = duplicate(row)
    assert again == row
    assert again is not row
    assert type(again) is ListedOrder


@pytest.mark.parametrize(
    ("wire", "result"), [(WireRow, ListedOrder), (WirePage, OrderListResult)], ids=["row", "page"]
)
def test_no_field_is_forgotten(wire, result):
    """A field that the wire's classes don't name would be dropped without a word."""
    documented = {field.name for field in attrs.fields(result)} - {"unreadable"}
    assert set(wire.__struct_fields__) == documented


def dated(*texts: str | None) -> bytes:
    """Return a page with a row for each of these times."""
    rows = [{"order_id": str(n), "fee": "1", "order_date": text} for n, text in enumerate(texts)]
    head = {"page_no": 1, "page_size": 9, "total_page": 1, "total_size": str(len(rows))}
    return json.dumps(head | {"data": rows}).encode()


@pytest.mark.parametrize("nothing", [None, ""], ids=["null", "empty"])
def test_row_without_a_time_among_others(nothing):
    """Each row keeps its own time."""
    content = dated("2019-10-22 10:34:25", nothing, "0001-01-01 00:00:00")
    page = read_page(content)
    assert page == tolerant(content)
    assert page.data[1].order_date is None


@pytest.mark.parametrize(
    "texts",
    [
        ("2019-10-22 10:34:2", "2019-10-22 10:34:25."),
        ("2019-10-22 10:34:25.5",),
        ("2019-10-22 10:34:25.5", "2019-10-22 10:34:"),
        ("2019-10-22T10:34:25", "2019-10-22 10:34:25"),
        ("2019-10-22 10:34:25Z", "2019-10-22 10:34:5"),
        ('2019-10-22 10:34:25+08:00","2019-10-22 10:34:25', ""),
        ('2019-10-22 10:34:25+08:00","2019-10-22 10:34:25', "2019-10-22 10:34:25"),
        ("\\u0032019-10-22 10:34:25", "2019-10-22 10:34:25"),
        ("2019-10-22 10:34:25\\", "2019-10-22 10:34:25"),
    ],
    ids=[
        "moved digit",
        "fraction",
        "fraction and short",
        "T",
        "Z",
        "two, none",
        "two",
        "escape",
        "backslash",
    ],
)
def test_malformed_time_among_others(texts):
    """Times are read together, and no good one makes up for a malformed one."""
    content = dated(*texts)
    assert read_page(content) is None
    page = reading.read_content(OrderListResult, content)
    assert any(row.unreadable for row in page.data)


def test_row_without_an_order():
    """``order_id`` is required, and an empty one names no order."""
    content = dated("2019-10-22 10:34:25").replace(b'"order_id": "0"', b'"order_id": ""')
    assert b'"order_id": ""' in content
    assert read_page(content) is None


def test_changed_copy(row):
    """A field can be replaced in a copy."""
    assert attrs.evolve(row, fee=7).fee == 7


def test_times_are_read_together(monkeypatch):
    """Times are read together, twice as fast as one by one, if no row lacks one."""
    monkeypatch.setattr(wire_page, "read_time", None)
    texts = ("2019-10-22 10:34:25", "2019-10-23 00:00:00", "0001-01-01 00:00:00")
    page = read_page(dated(*texts))
    assert [row.order_date.replace(tzinfo=None).isoformat(" ") for row in page.data] == [*texts]


def test_page_brings_its_digests():
    """A page's digests are those that would be made of the rows."""
    content = SAMPLE.read_bytes()
    assert read_page(content).digests == digests_of(tolerant(content))


def test_every_field_of_a_row():
    """A row in which nothing is missing: each field has its own value, and counts in the digest."""
    row = {name: f"the {name}" for name in WireRow.__struct_fields__}
    row |= {"fee": "200", "order_date": "2019-10-22 10:34:25"}
    page = {"page_no": 1, "page_size": 1, "total_page": 1, "total_size": "1", "data": [row]}
    content = json.dumps(page).encode()
    assert read_page(content) == tolerant(content)
    assert read_page(content).data[0].mch_code == "the mch_code"
    assert read_page(content).digests == digests_of(tolerant(content))


def test_amount_is_read_once(monkeypatch):
    """A canteen's page has a thousand rows and a dozen prices."""
    read = []
    monkeypatch.setattr(listing_page, "read_int", lambda value: read.append(value) or 1)
    read_page(dated(*["2019-10-22 10:34:25"] * 5))
    assert read == ["1"]


def test_rows_cost_the_garbage_collector_nothing():
    """A page's thousand rows aren't tracked, as nothing in them can refer back."""
    assert not gc.is_tracked(WireRow(order_id="1", fee="1", operate_type=OperateType.TRADE))


def test_page_nested_too_deep():
    """A page nested too deep is left to the converter, which refuses it in words."""
    assert read_page(b'{"new_field":' + b"[" * 100_000) is None
