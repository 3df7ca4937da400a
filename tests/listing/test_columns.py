"""A page read into columns has what the page of rows has, whichever way it came."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from tests.support.places import SAMPLES
from tests.support.series import TIMES
from zhixiao_async import OrderListResult
from zhixiao_async.fields import Unreadable
from zhixiao_async.protocol import reading
from zhixiao_async.protocol.column_page import ColumnPage, column_page, read_column_page
from zhixiao_async.protocol.listing_page import read_page

from .pages_as_text import page_with, pages

SAMPLE = (SAMPLES / "order_list/result.json").read_bytes()


def through_rows(content: bytes) -> ColumnPage | str:
    """Return the columns of the page that is read into rows, or the words of the refusal."""
    try:
        return column_page(reading.read_content(OrderListResult, content))
    except Unreadable as error:
        return str(error)


@settings(max_examples=150 * TIMES)
@given(content=pages)
def test_columns_are_those_of_the_rows(content):
    """Any page comes out as the columns of its rows, digests included, or is refused alike."""
    try:
        got: ColumnPage | str = reading.read_content(ColumnPage, content)
    except Unreadable as error:
        got = str(error)
    assert got == through_rows(content)


@settings(max_examples=100 * TIMES)
@given(content=pages)
def test_fast_path_takes_no_page_that_the_rows_are_refused(content):
    """The fast path of columns is a short cut as well, but for codes that it needn't know."""
    if read_column_page(content) is not None:
        assert not isinstance(through_rows(content), str)


def test_documented_page_is_read_fast():
    """The document's example is read fast, and equal texts are equal numbers."""
    assert read_column_page(SAMPLE) == through_rows(SAMPLE)
    assert read_page(SAMPLE) is not None


def test_unknown_codes_are_kept():
    """A code that the document doesn't list is no reason to read a page slowly."""
    content = page_with(operate_type='"7"', pay_type='"UP"')
    page = read_column_page(content)
    assert page is not None
    assert page == through_rows(content)
    assert (page.data.texts["operate_type"], page.data.texts["pay_type"]) == (["7"], ["UP"])


def test_unreadable_text_is_kept_as_json():
    """What couldn't be read stands in a column of its own, by field."""
    page = reading.read_content(ColumnPage, page_with(order_date='"昨天"', remark="[1]"))
    (unreadable,) = page.data.texts["unreadable"]
    assert json.loads(unreadable) == {"order_date": "昨天", "remark": "[1]"}
    assert page.data.texts["order_date"] == [None]


@pytest.mark.parametrize("fee", [2**63, -(2**63)])
def test_fee_beyond_64_bits_is_refused(fee):
    """An amount that no column holds is refused by its place, and never wraps around."""
    content = page_with(fee=str(fee))
    assert read_column_page(content) is None
    with pytest.raises(Unreadable, match=r"data\[0\]\.fee must fit into 64 bits"):
        reading.read_content(ColumnPage, content)


def test_largest_fee_is_read():
    """The largest amount that fits is read."""
    page = reading.read_content(ColumnPage, page_with(fee=f'"{2**63 - 1}"'))
    assert page.data.fee == [2**63 - 1]
