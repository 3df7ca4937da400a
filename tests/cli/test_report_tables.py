"""A report in the terminal and in a pipe."""

from __future__ import annotations

from datetime import date

import pytest

from tests.finance.days import row
from tests.finance.reports.exported import LATER, export, put
from zhixiao_async.cli.report_tables import print_report
from zhixiao_async.cli.terminal import Terminal
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
    assert "共 1 行，见网页、工作簿或 JSON。" in lines
    assert lines.index("本报表数据不完整") < lines.index("按渠道")


def test_detail_is_printed_when_asked_for(report, capsys):
    """The long table comes with ``detail``."""
    print_report(Terminal("zh"), report, detail=True)
    assert "学费  微信  2026-11-02  1  1,234.56  0  0.00  1,234.56" in capsys.readouterr().out
