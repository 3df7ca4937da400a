"""The monthly report: what was received and refunded, by item, channel and day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.finance.days import row
from zhixiao_async import InvalidRequest
from zhixiao_async.finance.errors import ExportDamaged
from zhixiao_async.finance.reports.monthly import monthly_report

from .conftest import FIRST, SECOND
from .exported import LATER, export, put, rows, section, total

SUMS = {
    "received_count": 3,
    "received": 12800,
    "refunded_count": 2,
    "refunded": 1700,
    "net": 11100,
}


def report(target, month="2026-11", **options):
    return monthly_report(target, month, **{"language": "zh", "now": LATER} | options)


@pytest.mark.parametrize(
    "name", ["by_channel", "by_day", "by_hour", "by_item", "by_item_and_channel", "detail"]
)
def test_every_table_adds_up(target, name):
    """Each table has the same total, and its rows add up to it, column by column."""
    made = report(target)
    assert {column: total(made, name)[column] for column in SUMS} == SUMS
    for column in SUMS:
        assert sum(each[column] or 0 for each in rows(made, name)) == SUMS[column]


def test_refund_of_either_sign_is_taken_off(target):
    """A refund that is listed below zero and one above both lessen the net."""
    tuition = next(each for each in rows(report(target), "by_item") if each["item_name"] == "学费")
    assert (tuition["refunded_count"], tuition["refunded"], tuition["net"]) == (2, 1700, 8300)


def test_detail_is_by_item_channel_and_day(target):
    """A row of the detail says for which item, channel and day it stands."""
    keys = [
        (each["item_name"], each["channel"], each["day"]) for each in rows(report(target), "detail")
    ]
    assert keys == [
        ("（未注明缴费项）", "（未知渠道 QQ）", SECOND),
        ("住宿费", "支付宝", FIRST),
        ("学费", "微信", FIRST),
        ("学费", "微信", SECOND),
    ]


def test_unknown_kind_is_named_and_in_no_sum(target):
    """A row that is neither trade nor refund is listed apart, with a warning of its code."""
    made = report(target)
    (unknown,) = rows(made, "unknown")
    assert (unknown["operate_type"], unknown["count"], unknown["listed_fee"]) == ("9", 1, 99)
    assert "1 笔明细既非收款也非退款（类型代码：9）" in made.warnings[-1]


def test_hour_is_beijings(target):
    """Rows are counted in the hour of Beijing's clock, and those without a time apart."""
    found = {each["hour"]: each["received"] for each in rows(report(target), "by_hour")}
    assert (found["12"], found["时间不明"], found["04"]) == (10000, 2500, 0)


def test_days_that_are_missing_are_named(target):
    """Days that weren't exported are named above all else, and the report is incomplete."""
    made = report(target)
    assert not made.complete
    assert made.warnings[0] == "0058：缺 28 日，未导出：2026-11-01、2026-11-04 至 2026-11-30。"
    assert rows(made, "by_day")[0] == {
        "day": date(2026, 11, 1),
        "state": "未导出",
        **dict.fromkeys(SUMS),
    }


def test_sums_beyond_64_bits_are_exact(tmp_path):
    """Sums that no 64-bit number holds come out exact."""
    target, greatest = export(tmp_path), 2**63 - 1
    put(target, row(1, fee=greatest), row(2, fee=greatest), row(3, fee=-(2**63)), day=FIRST)
    made = report(target)
    assert total(made, "by_day")["received"] == 2 * greatest - 2**63
    refunds = export(tmp_path / "refunds")
    put(refunds, row(1, fee=-(2**63), operate_type="1"), day=FIRST)
    assert total(report(refunds), "by_day")["refunded"] == 2**63


def test_several_merchants_are_told_apart(target):
    """With several merchants there are sums for each, and the detail names them."""
    put(target, row(9, app_id="0060", fee=40000), day=FIRST, app_id="0060")
    made = report(target)
    assert [(each["app_id"], each["net"]) for each in rows(made, "by_merchant")] == [
        ("0058", 11100),
        ("0060", 40000),
    ]
    assert {each["app_id"] for each in rows(made, "detail")} == {"0058", "0060"}
    alone = report(target, app_ids=["0060"])
    assert total(alone, "by_day")["net"] == 40000


def test_named_merchant_without_a_day_is_all_missing(target):
    """A merchant that the export has nothing of isn't left out: its days are missing."""
    made = report(target, app_ids=["0099"])
    assert made.warnings == ("0099：缺 30 日，未导出：2026-11-01 至 2026-11-30。",)


def test_damaged_day_is_refused(target):
    """A day that doesn't add up to its receipt makes no report."""
    put(target, row(1), day=FIRST)
    other = export(target._root.parent / "other")
    put(other, row(1), row(2), day=FIRST)
    target.path("0058", FIRST).write_bytes(other.path("0058", FIRST).read_bytes())
    receipt = other._receipt_path("0058", FIRST)
    text = receipt.read_text().replace('"fee": 203', '"fee": 204')
    target._receipt_path("0058", FIRST).write_text(text)
    with pytest.raises(ExportDamaged, match="0058 2026-11-02"):
        report(target)


@pytest.mark.parametrize("month", ["2026-13", "11", "", "2026-11-02"])
def test_no_month(target, month):
    """What isn't a month is refused by name."""
    with pytest.raises(InvalidRequest, match="month must be a month"):
        report(target, month)


def test_day_stands_for_its_month(target):
    """A date means the month that it lies in, leap years included."""
    made = report(target, date(2028, 2, 29))
    assert (f"{made.begin:%Y-%m-%d}", f"{made.end:%Y-%m-%d}") == ("2028-02-01", "2028-03-01")


def test_export_is_named_by_its_directory(target, tmp_path):
    """A directory stands for the Parquet export in it."""
    assert report(tmp_path / "export") == report(target)
    assert report(str(tmp_path / "export")).complete is False


def test_empty_export_is_refused(tmp_path):
    """An export without any day is a mistake in its place, not a month without money."""
    with pytest.raises(InvalidRequest, match="export holds no whole day"):
        report(export(tmp_path))


def test_nothing_personal_is_in_it(target):
    """No payer is in the report, in whatever section."""
    put(target, row(8, user_no="2013141516", user_name="张三", remark="张三"), day=FIRST)
    assert "张三" not in repr(report(target))
    assert "2013141516" not in repr(report(target))


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "不含手续费，不代表银行到账"), ("en", "prove no arrival at the bank")],
)
def test_foot_says_what_it_proves(target, language, said):
    """The foot says what the amounts are, the period, when it was made, and the export's state."""
    proves, period, state = report(target, language=language).footer
    assert said in proves
    assert "2026-11-01" in period
    assert "2026-12-09 10:00:00" in period
    assert "28" in state


@pytest.mark.parametrize(("locale", "title"), [("zh_CN.UTF-8", "收退款月报"), ("C", "Monthly")])
def test_language_is_the_locales(target, monkeypatch, locale, title):
    """Without a language the report is in the locale's."""
    monkeypatch.setenv("LC_ALL", locale)
    assert title in report(target, language=None).title


def test_chart_has_the_greatest_items_and_the_others(tmp_path):
    """Of many items the twelve greatest are drawn, and all others as one bar."""
    target = export(tmp_path)
    put(target, *(row(n, fee=n, item_name=f"项{n:02}") for n in range(1, 16)), day=FIRST)
    chart = section(report(target), "by_item").chart
    assert chart.labels == (*(f"项{n:02}" for n in range(15, 3, -1)), "其余 3 项")
    assert chart.series[0].values[-1] == 1 + 2 + 3


def test_day_that_one_of_two_merchants_has(target):
    """A day that is there for some merchants only is said to be so, and has their sums."""
    put(target, row(1, day=FIRST, app_id="0059"), day=FIRST, app_id="0059")
    report = monthly_report(target, "2026-11", language="zh", now=LATER)
    states = {each["day"]: each["state"] for each in rows(report, "by_day")}
    assert (states[FIRST], states[SECOND]) == ("不再变动", "部分未导出")
