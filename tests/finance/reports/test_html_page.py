"""The page: whole in itself, well-formed, escaped, and with its charts in words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import attrs
import pytest

from tests.finance.days import row
from zhixiao_async.finance.kinds import Kind
from zhixiao_async.finance.reports import html_page as pages
from zhixiao_async.finance.reports.html_page import html_page
from zhixiao_async.finance.reports.model import Column, Report, Section, Table
from zhixiao_async.finance.reports.monthly import monthly_report

from .conftest import FIRST
from .exported import LATER, put

HOSTILE = "<script>alert(1)</script>\"'&"
VOID = {"meta"}


class Nesting(HTMLParser):
    """Checks that every element that was opened is closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, self.getpos()


@pytest.fixture(params=["zh", "en"])
def page(request, target):
    """Return the month's page in each language."""
    put(target, row(1, item_name=HOSTILE, fee=10000), day=FIRST)
    return html_page(monthly_report(target, "2026-11", language=request.param, now=LATER))


def test_elements_are_nested(page):
    """Every element is closed where it must be, and no table is left out."""
    nesting = Nesting()
    nesting.feed(page)
    assert nesting.open == []
    assert nesting.seen.count("table") == page.count("<section")


def test_nothing_is_loaded_and_no_script_runs(page):
    """Neither the markup nor the style refers to anything elsewhere."""
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|https?:|\bon\w+=\"", page)
    assert "default-src 'none'" in page


def test_hostile_text_is_text(page):
    """Markup in an item's name is shown as text, in tables and in charts."""
    assert "alert(1)<" not in page
    assert page.count("&lt;script&gt;") >= 3


def test_charts_are_told_in_words(page):
    """Each chart has a sentence for those who can't see it, and stands beside its table."""
    alts = re.findall(r'<svg [^>]*role="img" aria-label="([^"]+)"', page)
    assert len(alts) == 4
    assert [alt for alt in alts if not re.search("10[03][.]00 (元|yuan)", alt)] == []


def test_incomplete_report_says_so_first(page):
    """The warning stands before the first table."""
    assert page.index('class="warning"') < page.index("<table")


def test_table_without_an_end_is_cut_and_says_so(target, monkeypatch):
    """A very long table ends after some rows, with a sentence on where the rest is."""
    monkeypatch.setattr(pages, "MOST_ROWS", 3)
    page = html_page(monthly_report(target, "2026-11", language="zh", now=LATER))
    assert "此处仅列前 3 行，全部 30 行见工作簿或 JSON" in page
    assert "2026-11-03" in page
    assert '<td class="i">2026-11-04' not in page


def test_equal_reports_are_equal_pages(target):
    """Nothing in a page depends on chance or on the clock."""
    pages = {html_page(monthly_report(target, "2026-11", language="en", now=LATER)) for _ in "ab"}
    assert len(pages) == 1


def test_long_detail_is_folded(target, monkeypatch):
    """A detailed table of many rows is folded up, and a line says how many there are."""
    monkeypatch.setattr(pages, "FOLDED_ROWS", 1)
    page = html_page(monthly_report(target, "2026-11", language="zh", now=LATER))
    assert page.count("<details>") == 1
    assert "<summary>共 4 行，点击展开；打印前展开则一并打印。</summary>" in page


def of(columns, *rows):
    """Return a page of one table."""
    section = Section("s", "表", Table(columns, rows))
    report = Report(name="s", language="zh", title="t", facts=(), made_at=LATER)
    return html_page(attrs.evolve(report, sections=(section,)))


def test_column_that_holds_nothing_is_left_out():
    """A column without a value takes no room, but for one that is to be filled in."""
    columns = (Column("a", "甲"), Column("b", "乙"), Column("c", "丙", is_blank=True))
    page = of(columns, ("x", None, None))
    assert re.findall("<th [^>]*>(.)</th>", page) == ["甲", "丙"]


@pytest.mark.parametrize(("size", "is_wide"), [(12, False), (30, True)])
def test_paper_lies_where_columns_are_wide(size, is_wide):
    """A report whose columns have no room upright is printed on paper that lies."""
    columns = tuple(Column(name, name, Kind.ID) for name in "abcde")
    page = of(columns, ("1" * size,) * 5)
    assert ('<main class="wide">' in page) is is_wide
    assert ("16em" in page, page.count('class="prose"')) == (True, 5 if is_wide else 0)
