"""A report's table as CSV: what a double click opens in a spreadsheet."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import StringIO

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.kinds import Kind
from zhixiao_async.finance.reports.csv_text import csv_text
from zhixiao_async.finance.reports.model import Column, Report, Section, Table
from zhixiao_async.finance.reports.monthly import monthly_report

from .exported import LATER

COLUMNS = tuple(Column(kind.value, kind.value, kind) for kind in Kind)
NINE = datetime(2026, 11, 2, 9, tzinfo=BEIJING)
ROW = ("=1+1", "0157", 3, -123456, date(2026, 11, 2), NINE)


def report(*rows, total=None) -> Report:
    section = Section("s", "s", Table(COLUMNS, rows, total))
    return Report(
        name="s",
        language="zh",
        title="表",
        facts=(("期间", "x"),),
        made_at=LATER,
        sections=(section,),
        footer=("不代表银行到账",),
    )


def lines(made: Report, section: str = "s") -> list[list[str]]:
    return list(csv.reader(StringIO(csv_text(made, section).decode("utf-8-sig"), newline="")))


def test_values_by_their_kind():
    """No text is a formula, an id keeps its zeros, amounts are yuan, times Beijing's."""
    assert lines(report(ROW))[1] == [
        "'=1+1",
        '="0157"',
        "3",
        "-1234.56",
        "2026-11-02",
        "2026-11-02 09:00:00",
    ]


def test_header_rows_total_and_what_it_is_about():
    """The headings come first, the sums last, and below an empty line what the report proves."""
    made = lines(report(ROW, total=("合计", None, 3, -123456, None, None)))
    assert made[0] == [kind.value for kind in Kind]
    assert made[2:] == [
        ["合计", "", "3", "-1234.56", "", ""],
        [],
        ["表"],
        ["期间", "x"],
        ["不代表银行到账"],
    ]


def test_form_of_the_file():
    """The file begins with a byte order mark, and every line ends in CRLF."""
    content = csv_text(report(ROW, (None,) * 6), "s")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 7
    assert lines(report(ROW, (None,) * 6))[2] == [""] * 6


def test_empty_table():
    """A table without rows has its headings."""
    assert lines(report())[:2] == [[kind.value for kind in Kind], []]


def test_word_in_a_row_of_sums(target):
    """The word for the sums stands in a column of days."""
    made = lines(monthly_report(target, "2026-11", language="zh", now=LATER), "by_day")
    assert made[31] == ["合计", "", "3", "128.00", "2", "17.00", "111.00"]


def test_section_that_isnt_there():
    """A section that the report lacks is refused, with those that it has."""
    with pytest.raises(InvalidRequest, match="section must be one of the report's sections: s"):
        csv_text(report(), "t")
