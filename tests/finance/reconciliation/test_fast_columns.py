"""What is read a column at a time is read to the same values as cell by cell."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixiao_async.fields import Unreadable
from zhixiao_async.finance.reconciliation.columns import Column, amounts, moments, numbers
from zhixiao_async.finance.reconciliation.csv_blocks import Block
from zhixiao_async.finance.reconciliation.csv_source import Layout
from zhixiao_async.finance.reconciliation.errors import BooksRefused
from zhixiao_async.finance.reconciliation.values import read_amount, read_moment, read_number

AMOUNTS = st.one_of(
    st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{0,3})?", fullmatch=True),
    st.from_regex(r"[-+0-9,.eE￥() x]{0,8}", fullmatch=True),
)
TIMES = st.one_of(
    st.datetimes().map(lambda at: at.isoformat(" ", "seconds")),
    st.from_regex(r"20[0-9]{2}[-/]?[01]?[0-9][-/]?[0-3]?[0-9]([ T][0-9:.]{1,9})?", fullmatch=True),
)
NUMBERS = st.one_of(
    st.from_regex(r"[0-9A-Z]{1,20}", fullmatch=True),
    st.text("01.E+'=\"- Ａ", max_size=8),
)
CELLS = st.text('ab" =\t', max_size=4)


def column(cells):
    lines = pa.array(range(len(cells)), pa.int64())
    return Column("books", "a", lines, pa.array(cells, pa.string()))


def each(read, cells):
    """Read cell by cell; None if any cell is refused."""
    try:
        return [read(cell) for cell in cells]
    except Unreadable:
        return None


def whole(read, cells):
    """Read the column; None if it is refused."""
    try:
        return read(column(cells)).to_pylist()
    except BooksRefused:
        return None


@settings(max_examples=60, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=3))
def test_amounts(cells):
    """Amounts are the same, and the same are refused."""
    for unit in ("yuan", "fen"):
        strict = each(lambda cell, unit=unit: read_amount(cell, unit), cells)
        assert whole(lambda one, unit=unit: amounts(one, unit), cells) == strict


@settings(max_examples=60, deadline=None)
@given(st.lists(TIMES, min_size=1, max_size=3))
def test_moments(cells):
    """Times are the same wherever the strict way reads one."""
    strict = each(read_moment, cells)
    if strict is not None:
        assert whole(moments, cells) == strict


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=3))
def test_numbers(cells):
    """Orders' numbers are the same, and the same are refused."""
    assert whole(numbers, cells) == each(read_number, cells)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_rows(cells, end):
    """A block's rows are those of Python's csv, whichever way it is read."""
    text = "".join(f"{one},{two}{end}" for one, two in cells)
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    if text.count('"') % 2 or any(len(row) != 2 for row in rows):
        return  # not whole lines, or refused
    layout = Layout("books", ",", {"order_id": 0, "amount": 1}, 2)
    read = layout.rows(Block(text.encode(), 1))
    columns = [pa.array(read.columns[name]).to_pylist() for name in ("order_id", "amount")]
    assert [*zip(*columns, strict=True)] == [tuple(row) for row in rows]
