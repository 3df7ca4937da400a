"""The table of differences: who has how much more, and room for how it was handled."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from tests.finance.reconciliation import sides
from zhixiao_async.finance.reconciliation.difference import Difference
from zhixiao_async.finance.reports.html_page import html_page
from zhixiao_async.finance.reports.json_text import json_text
from zhixiao_async.finance.reports.reconciliation_report import reconciliation_report
from zhixiao_async.finance.reports.workbook_file import workbook

from .compared import FIRST, LAST, NOON, books, both, compared, difference, gateway
from .exported import LATER, rows, section, total

LOST = difference(Difference.MISSING_IN_BOOKS, 1, (500, None))
EXTRA = difference(Difference.MISSING_AT_GATEWAY, 2, (None, 300))
OTHER = difference(Difference.AMOUNT_DIFFERS, 3, (1000, 900))
REFUND = difference(
    Difference.MISSING_IN_BOOKS, 4, (200, None), gateway=gateway("1", pay_type="AL")
)


def report(result, **options):
    return reconciliation_report(result, **{"language": "zh", "now": LATER} | options)


def test_list_for_each_kind():
    """Each kind of difference that was found has its list, in the order of the kinds."""
    made = report(compared(OTHER, LOST, EXTRA, REFUND))
    titles = [each.title for each in made.sections]
    assert titles[2:] == ["账上漏记", "渠道无此笔", "金额不符"]


def test_who_has_more():
    """A trade that the books lack is 长款, and a refund that they lack 短款."""
    made = report(compared(LOST, REFUND, EXTRA))
    lost, refund = rows(made, "missing_in_books")
    assert (lost["surplus"], lost["side"], lost["kind"]) == (500, "长款", "收款")
    assert (refund["surplus"], refund["side"], refund["kind"]) == (-200, "短款", "退款")
    assert (refund["gateway_net"], refund["books_net"]) == (-200, None)
    assert rows(made, "missing_at_gateway")[0]["side"] == "短款"


def test_summary_adds_up():
    """The sums of 长款 and 短款 are those of the lists, and their difference is both sides'."""
    made = report(compared(LOST, REFUND, EXTRA, OTHER))
    assert total(made, "summary") == {
        "difference": "合计",
        "count": 4,
        "gateway_net": 1300,
        "books_net": 1200,
        "long": 600,
        "short": -500,
        "surplus": 100,
    }
    of_lists = [total(made, each.name)["surplus"] for each in made.sections[2:]]
    assert sum(of_lists) == 100


def test_record_of_either_side_is_found_again():
    """A difference names the order, the gateway's time, the books' line, and leaves room."""
    carried = OTHER | {"books_carried": True}
    (row,) = rows(report(compared(carried)), "amount_differs")
    assert (row["order_id"], row["day"], row["listed_at"]) == ("03", FIRST, NOON)
    assert (row["line"], row["carried"], row["handling"]) == ("3", "往期结转", None)


def test_totals_of_both_sides():
    """Refunds are negative, and a kind that the books don't hold has no difference."""
    totals = [
        both(FIRST, "0", "WX", (3, 900), (2, 800)),
        both(FIRST, "1", "WX", (1, 100), None),
        both(LAST, "1", "AL", (1, 50), (1, 50)),
    ]
    made = report(compared(LOST, totals=totals))
    assert [each["surplus"] for each in rows(made, "totals")] == [100, None, 0]
    sums = total(made, "totals")
    assert (sums["gateway_net"], sums["books_net"], sums["surplus"]) == (750, 750, 100)
    assert section(made, "totals").notes[1] == "账上没有此类明细，未作核对：退款。"
    chart = section(made, "totals").chart
    assert [series.values for series in chart.series] == [(800, -50), (800, -50)]


def test_books_without_days_are_added_up_over_the_period():
    """Books without days stand beside the gateway's sums of all days, without a chart."""
    totals = [
        both(FIRST, "0", "WX", (1, 900), (0, 0)),
        both(LAST, "0", "WX", (2, 300), (0, 0)),
        both(LAST, "1", "WX", (1, 50), None),
        both(None, "0", "WX", (0, 0), (3, 1100)),
    ]
    made = report(compared(totals=totals))
    found = rows(made, "totals")
    assert [(row["day"], row["kind"], row["surplus"]) for row in found] == [
        ("全期间", "收款", 100),
        ("全期间", "退款", None),
    ]
    assert (found[0]["gateway_rows"], found[0]["books_rows"]) == (3, 3)
    assert total(made, "totals")["surplus"] == 100
    assert section(made, "totals").chart is None
    assert "账上有明细没有日期，双方按全期间合计。" in section(made, "totals").notes


def test_books_without_channels_are_added_up_by_kind():
    """Books that name no channel are compared over both: the totals don't call theirs unknown."""
    made = report(compared(totals=[both(FIRST, "0", "", (3, 900), (2, 800))]))
    assert section(made, "totals").title == "双方合计（按日期、类型）"
    assert [row.keys() & {"kind", "channel"} for row in rows(made, "totals")] == [{"kind"}]
    assert total(made, "totals")["surplus"] == 100


@pytest.mark.parametrize("days", [{"open_days": [LAST]}, {"missing_days": [LAST]}])
def test_open_and_missing_days_are_named(days):
    """A comparison over days that can change or are missing is incomplete, and says which."""
    made = report(compared(**days))
    assert not made.complete
    assert "2026-11-02" in made.warnings[0]


def test_nothing_differs():
    """Without differences the report has both totals and no list."""
    made = report(compared())
    assert [each.name for each in made.sections] == ["summary", "totals"]
    assert (made.complete, made.warnings) == (True, ())


def test_head_names_the_books():
    """The head says which books were compared, in which encoding, and what was left out."""
    facts = dict(report(compared()).facts)
    assert facts["账簿"] == "账.csv（编码 gb18030）"
    assert (
        facts["账上明细"] == "读入 1,203 行，参与核对 1,201 行，期间以外 2 行，另有合计行 1 行不计"
    )
    assert facts["核对相符"] == "1,200 笔"


def test_payers_only_when_asked_for():
    """No payer is named, unless the report is asked to; the books' name stands in for none."""
    named = EXTRA | {"books": books(user_no="2013", user_name="李四")}
    assert "张三" not in json_text(report(compared(LOST, named)))
    made = report(compared(LOST, named), personal=True)
    assert rows(made, "missing_in_books")[0]["user_name"] == "张三"
    assert rows(made, "missing_at_gateway")[0]["user_no"] == "2013"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_its_sheet(language):
    """Every kind of difference has a sheet of its own, a title and a note in both languages."""
    found = [difference(kind, place, (100, 90)) for place, kind in enumerate(Difference)]
    made = report(compared(*found), language=language)
    book = openpyxl.load_workbook(BytesIO(workbook(made)))
    assert len(book.sheetnames) == 3 + len(Difference)
    assert html_page(made).count("<table") == 1 + len(Difference)


def test_merchants_are_told_apart():
    """With several merchants each difference names its own."""
    made = report(compared(LOST, merchants=("0058", "0060")))
    assert rows(made, "missing_in_books")[0]["app_id"] == "0058"


def test_report_of_a_real_comparison(tmp_path):
    """What a comparison finds is listed by kind, and both sides' totals lie as far apart."""
    target = sides.export(
        tmp_path,
        sides.gateway("01", 500, number=1),
        sides.gateway("02", 1000, number=2, channel=sides.ALIPAY),
        sides.gateway("03", 200, number=3, kind=sides.REFUND),
        sides.gateway("04", 100, number=4),
    )
    own = sides.books(
        sides.booked("02", 900, channel=sides.ALIPAY),
        sides.booked("04", 100),
        sides.booked("04", 100),
        sides.booked("05", 300, kind=sides.REFUND),
    )
    made = report(sides.reconcile(target, own, sides.DAY, sides.DAY))
    found = {each.title: [row[1] for row in each.table.rows] for each in made.sections[2:]}
    assert found == {
        "账上漏记": ["01", "03"],
        "渠道无此笔": ["05"],
        "金额不符": ["02"],
        "重复记账": ["04"],
    }
    assert total(made, "summary")["surplus"] == total(made, "totals")["surplus"] == 600
    assert rows(made, "missing_in_books")[0]["listed_at"] is not None
    assert rows(made, "missing_at_gateway")[0]["line"] == "4"
