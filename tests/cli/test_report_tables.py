"""A report in the terminal and in a pipe."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from tests.finance.days import row
from tests.finance.reports.exported import LATER, export, put
from zhixiao_async.cli.report_tables import print_report
from zhixiao_async.cli.terminal import Terminal
from zhixiao_async.finance.kinds import Kind
from zhixiao_async.finance.reports.model import Column, Section, Table
from zhixiao_async.finance.reports.monthly import monthly_report


@pytest.fixture
def report(tmp_path):
    """Return a month with one trade."""
    target = export(tmp_path)
    put(target, row(1, fee=123456, item_name="学费"), day=date(2026, 11, 2))
    return monthly_report(target, "2026-11", language="zh", now=LATER)


def test_report_in_a_pipe(report, capsys):
    """Headings, rows and sums are plain lines; the long table is named only."""
    print_report(Terminal("zh"), report)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "收退款月报（2026-11）"
    assert "渠道  收款笔数  收款（元）  退款笔数  退款（元）  净额（元）" in lines
    assert "微信  1  1,234.56  0  0.00  1,234.56" in lines
    assert "合计  1  1,234.56  0  0.00  1,234.56" in lines
    assert "共 1 行，见网页、工作簿、CSV 或 JSON。" in lines
    assert lines.index("本报表数据不完整") < lines.index("按渠道")


def test_column_that_holds_nothing_is_left_out(report, capsys):
    """A column without a value takes no room, and the names in the head are aligned."""
    columns = (Column("a", "甲"), Column("b", "乙"), Column("c", "丙", Kind.COUNT))
    table = Table(columns, [("x", None, 1)], ("y", None, 2))
    section = Section("s", "表", table)
    facts = (("期间", "1"), ("收款单位（app_id）", "2"))
    print_report(Terminal("zh"), attrs.evolve(report, facts=facts, sections=(section,)))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == ["期间                1", "收款单位（app_id）  2"]
    assert lines[lines.index("表") + 1 :][:3] == ["甲  丙", "x  1", "y  2"]


def test_detail_is_printed_when_asked_for(report, capsys):
    """The long table comes with ``detail``."""
    print_report(Terminal("zh"), report, detail=True)
    assert "学费  微信  2026-11-02  1  1,234.56  0  0.00  1,234.56" in capsys.readouterr().out
