"""A page read by msgspec is, field by field and type by type, the page that the converter reads."""

from __future__ import annotations

import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.places import SAMPLES
from tests.support.series import TIMES
from zhixiao_async import OrderListResult
from zhixiao_async.fields import Unreadable
from zhixiao_async.protocol import json_text, reading
from zhixiao_async.protocol.listing_page import read_page
from zhixiao_async.protocol.row_digests import digests_of

from .pages_as_text import integers, page_with, pages, texts, times

SAMPLE = SAMPLES / "order_list/result.json"


def tolerant(content: bytes) -> OrderListResult | str:
    """Return the converter's result, or the words in which it refuses."""
    try:
        return reading.read(OrderListResult, json_text.parse_json(content))
    except Unreadable as error:
        return str(error)


def types(page: OrderListResult) -> list[type]:
    """Return the exact type of everything in a page."""
    rows = [value for row in page.data for value in attrs.astuple(row, recurse=False)]
    values = [*attrs.astuple(page, recurse=False), *page.data, *rows]
    return [type(value) for value in values]


@settings(max_examples=150 * TIMES)
@given(content=pages)
def test_what_both_read_is_equal(content):
    """Both ways read equal objects, equal types of every field, and equal digests."""
    fast, slow = read_page(content), tolerant(content)
    if fast is not None and not isinstance(slow, str):
        assert fast == slow
        assert types(fast) == types(slow)
        assert repr(fast) == repr(slow)
        assert digests_of(fast) == digests_of(slow)


@settings(max_examples=100 * TIMES)
@given(content=pages)
def test_fast_path_reads_nothing_that_the_converter_refuses(content):
    """The fast path is a short cut, not a second opinion."""
    if isinstance(tolerant(content), str):
        assert read_page(content) is None


@settings(max_examples=100 * TIMES)
@given(content=pages)
def test_what_the_fast_path_refuses_is_read_by_the_converter(content):
    """A reply is read, or refused in words, by the converter."""
    try:
        got = reading.read_content(OrderListResult, content)
    except Unreadable as error:
        got = str(error)
    assert got == tolerant(content)


@settings(max_examples=75 * TIMES)
@given(page=st.integers(1, 99), time=times, fee=integers, user=texts)
def test_documented_form_is_read_fast(page, time, fee, user):
    """A documented page is read fast, whatever text stands in its fields."""
    row = f'{{"order_id":"1","fee":"{fee}","order_date":{time},"user_name":{user}}}'
    head = f'"page_no":{page},"page_size":1,"total_page":9,"total_size":"9"'
    content = f'{{{head},"data":[{row}]}}'.encode()
    if "\\ud800" not in user and "\\u0000" not in user:
        assert read_page(content) is not None


@pytest.mark.parametrize(
    "fee", ['"1.0"', '"1_000"', "true", "1.0", "1e2", '"01"', '"+1"', '" 1"', '"１"', "null", '""']
)
def test_malformed_fee_is_refused_by_both(fee):
    """An amount of money is never guessed at."""
    content = page_with(fee)
    assert read_page(content) is None
    assert "fee" in tolerant(content)


@pytest.mark.parametrize("order_id", ["null", '""', "true", "[]", "1.5"])
def test_malformed_order_id_isnt_read_fast(order_id):
    """The converter takes a number as text, and refuses everything else."""
    assert read_page(page_with(order_id=order_id)) is None


@pytest.mark.parametrize("number", ["1.5", "1024.0", "1.024e3", "1.5717116633379E+17"])
def test_lossy_number_identifies_nothing(number):
    """A lossy number is no order's number, and as a row's id it counts as none."""
    assert read_page(page_with(order_id=number)) is None
    assert "order_id must be" in tolerant(page_with(order_id=number))
    assert read_page(page_with(id=number)) is None
    (row,) = tolerant(page_with(id=number)).data
    assert (row.id, row.unreadable) == (None, {"id": number})


@pytest.mark.parametrize("head", [',"page_no":1.0', ',"page_no":true', ',"total_size":"1.0"'])
def test_malformed_count_is_refused_by_both(head):
    """The last of two fields of a name counts, for both."""
    content = page_with(head=head)
    assert read_page(content) is None
    assert "must be an integer" in tolerant(content)


@pytest.mark.parametrize("text", ["2019-112-03 16:55:11", "yesterday", "2019-02-29 00:00:00"])
def test_malformed_date_is_kept_as_text(text):
    """A malformed date costs neither the row nor its other fields."""
    page = reading.read_content(OrderListResult, page_with(order_date=json.dumps(text)))
    (row,) = page.data
    assert (row.order_date, row.fee) == (None, 1)
    assert row.unreadable == {"order_date": text}


@pytest.mark.parametrize(
    "cut", [b"\xff", b"\t", rb"\ud83d", rb"\ud83d\u0041", rb"\ude00", b"\0", rb"\u0000"]
)
def test_broken_text_is_left_to_the_converter(cut):
    """Broken text is left to the converter in any field that is read."""
    content = page_with(remark='"?"').replace(b"?", cut)
    assert not isinstance(tolerant(content), str)
    assert read_page(content) is None
