"""The pictures of two reports for the docs: ``python -m tests.finance.reports.pictures``."""

from __future__ import annotations

import random
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import attrs
from playwright.sync_api import Browser, FloatRect, sync_playwright

from tests.finance.days import row
from tests.sandbox.browser.chromium import launch
from tests.support.places import DOCS
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.reconciliation.difference import Difference
from zhixiao_async.finance.reports.html_page import html_page
from zhixiao_async.finance.reports.model import Report
from zhixiao_async.finance.reports.monthly import monthly_report
from zhixiao_async.finance.reports.reconciliation_report import reconciliation_report

from .compared import both, compared, difference, gateway
from .exported import export, put

IMAGES = DOCS / "images"
MADE = datetime(2026, 10, 9, 9, 30, tzinfo=BEIJING)
SCALE = 0.85

ITEMS = {
    "学费": 520000,
    "住宿费": 120000,
    "教材费": 38600,
    "医疗保险费": 40000,
    "军训服装费": 21800,
    "四级考试报名费": 3000,
    "校园卡充值": 10000,
    "重修费": 30000,
    "图书馆逾期费": 350,
}
"""Payment items and what one costs, in fen."""


def main() -> None:
    """Make both anew; nothing in them depends on chance or on the clock."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright, launch(playwright) as browser:
        shoot(browser, month(), "report-monthly.png", size=(1040, 1180))
        shoot(browser, differences(), "report-differences.png", size=(1240, 1780))


def shoot(browser: Browser, report: Report, name: str, *, size: tuple[int, int]) -> None:
    """Save the upper part of a report's page."""
    width, height = size
    with browser.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=SCALE
    ) as page:
        page.set_content(html_page(report))
        clip = FloatRect(x=0, y=0, width=width, height=height)
        page.screenshot(path=IMAGES / name, clip=clip)


def month() -> Report:
    """Make the report of a September, when a year's fees are paid."""
    chance = random.Random(9)
    with tempfile.TemporaryDirectory() as folder:
        target = export(Path(folder))
        for number in range(30):
            day = date(2026, 9, 1) + timedelta(days=number)
            busy = 90 - 2 * number if day.weekday() < 5 else 25
            put(target, *(payment(chance, place, day) for place in range(busy)), day=day)
        return monthly_report(target, "2026-09", language="zh", now=MADE)


def payment(chance: random.Random, place: int, day: date) -> dict[str, object]:
    """Make a trade, or seldom a refund, at a time when people are awake."""
    item = chance.choices(list(ITEMS), weights=range(len(ITEMS), 0, -1))[0]
    hour = min(23, int(chance.triangular(6, 24, 11)))
    is_refund = chance.random() < 0.05
    return row(
        place,
        day=day,
        fee=-ITEMS[item] if is_refund else ITEMS[item],
        operate_type="1" if is_refund else "0",
        pay_type=chance.choice(["WX", "WX", "AL"]),
        item_name=item,
        order_date=datetime(day.year, day.month, day.day, hour, 30, tzinfo=BEIJING),
    )


def differences() -> Report:
    """Make the table of two days' differences."""
    refund = gateway("1", pay_type="AL")
    found = [
        difference(Difference.MISSING_IN_BOOKS, 1795900480017, (520000, None)),
        difference(Difference.MISSING_IN_BOOKS, 1795900480102, (38600, None)),
        difference(Difference.MISSING_IN_BOOKS, 1795900480377, (3000, None), gateway=refund),
        difference(Difference.MISSING_AT_GATEWAY, 1795900481005, (None, 120000)),
        difference(Difference.AMOUNT_DIFFERS, 1795900481290, (40000, 4000)),
        difference(Difference.PAID_TWICE, 1795900481312, (21800, None)),
        difference(Difference.DUPLICATE_IN_BOOKS, 1795900481566, (None, 30000)),
    ]
    first, second = date(2026, 11, 1), date(2026, 11, 2)
    totals = [
        both(first, "0", "AL", (310, 41_230_000), (310, 41_230_000)),
        both(first, "0", "WX", (642, 87_615_400), (640, 87_056_800)),
        both(first, "1", "AL", (9, 412_000), (8, 409_000)),
        both(second, "0", "AL", (298, 39_004_100), (299, 39_118_100)),
        both(second, "0", "WX", (611, 80_118_250), (611, 80_096_450)),
        both(second, "1", "WX", (7, 377_000), (7, 377_000)),
    ]
    made = datetime(2026, 11, 4, 9, 30, tzinfo=BEIJING)
    result = compared(*found, totals=totals)
    books = attrs.evolve(
        result.books, source="十一月收费明细.csv", rows=1878, compared=1875, outside=2
    )
    listed = attrs.evolve(result.gateway, rows=1877, compared=1877)
    matched = attrs.evolve(result.matched, rows=1871)
    result = attrs.evolve(result, books=books, gateway=listed, matched=matched)
    return reconciliation_report(result, language="zh", now=made)


if __name__ == "__main__":
    main()
