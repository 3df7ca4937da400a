"""Payments that an inbox received in a period."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest

from zhixiao_async import InvalidRequest, PayType
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.reports.inbox_report import inbox_report
from zhixiao_async.finance.reports.json_text import json_text
from zhixiao_async.notify import Inbox, Payment
from zhixiao_async.notify.payment import Source
from zhixiao_async.notify.table import to_row

from .exported import LATER, rows, total

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 2)
MIDNIGHT = datetime(2026, 11, 1, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def inbox(tmp_path):
    """Open an empty inbox."""
    inbox = Inbox(tmp_path / "inbox.db")
    await inbox.create_table()
    return inbox


def payment(number, handled_at, **fields):
    """Make the row of a payment that was handled at a moment."""
    made = Payment(
        app_id="0058",
        order_id=f"01{number}",
        out_trade_no=number,
        source=Source.NOTIFICATION,
        fee=100,
        time_end=handled_at - SECOND,
        user_no="2013141516",
        user_name="张三",
        pay_type=PayType.WECHAT,
    )
    row = to_row(attrs.evolve(made, **fields))
    return row | {"handled_at": handled_at.isoformat(timespec="microseconds")}


async def put(inbox, *payments):
    """Write payments that were handled."""
    async with inbox.store.transaction() as own:
        for row in payments:
            await inbox.store.insert(own, inbox._table.table, row)


async def made(inbox, **options):
    return await inbox_report(inbox, FIRST, LAST, **{"language": "zh", "now": LATER} | options)


async def test_period_is_by_whole_days(inbox):
    """The first day's first moment is of the period, and the next day's isn't."""
    for number, moment in {
        "before": MIDNIGHT - SECOND,
        "first": MIDNIGHT,
        "last": MIDNIGHT + timedelta(days=2) - SECOND,
        "after": MIDNIGHT + timedelta(days=2),
    }.items():
        await put(inbox, payment(number, moment))
    report = await made(inbox)
    assert [row["out_trade_no"] for row in rows(report, "payments")] == ["first", "last"]
    assert [(row["day"], row["count"]) for row in rows(report, "inbox_days")] == [
        (FIRST, 1),
        (LAST, 1),
    ]


async def test_more_than_a_page_is_read(inbox):
    """All payments come, however many pages they take, the oldest first."""
    numbers = [f"{number:04}" for number in range(501)]
    moments = (MIDNIGHT + SECOND * place for place in range(501))
    await put(inbox, *map(payment, numbers, moments))
    report = await made(inbox)
    assert [row["out_trade_no"] for row in rows(report, "payments")] == numbers
    assert total(report, "payments")["fee"] == 50100


async def test_unconfirmed_amount_is_in_no_sum(inbox):
    """A payment without a confirmed amount is listed, counted and left out of the sum."""
    swept = {"fee": None, "source": Source.SWEEP, "pay_type": None, "time_end": None}
    await put(inbox, payment("1", MIDNIGHT), payment("2", MIDNIGHT, **swept))
    report = await made(inbox)
    unconfirmed = rows(report, "payments")[-1]
    assert (unconfirmed["fee"], unconfirmed["confirmed"]) == (None, "未核实")
    assert (unconfirmed["source"], unconfirmed["channel"]) == ("主动查询", "（渠道不明）")
    assert total(report, "inbox_days") == {
        "day": "合计",
        "count": 2,
        "fee": 100,
        "unconfirmed": 1,
    }
    assert report.warnings == ("有 1 笔收款的金额未经网关核实，未计入任何合计。",)


async def test_payers_only_when_asked_for(inbox):
    """No payer is named, unless the report is asked to."""
    await put(inbox, payment("1", MIDNIGHT))
    assert "张三" not in json_text(await made(inbox))
    (named,) = rows(await made(inbox, personal=True), "payments")
    assert (named["user_no"], named["user_name"]) == ("2013141516", "张三")


async def test_empty_period(inbox):
    """A period without payments has empty tables and a total of nothing."""
    report = await made(inbox, language="en")
    assert rows(report, "payments") == []
    assert total(report, "inbox_days")["fee"] == 0


async def test_what_is_no_moment_is_refused(inbox):
    """A period's end that is no moment is refused by name."""
    with pytest.raises(InvalidRequest, match="end must be a datetime"):
        inbox.iter_handled(FIRST, "tomorrow")


async def test_period_by_texts(inbox):
    """Days may be given as text, and a moment within a day is refused by name."""
    await put(inbox, payment("1", MIDNIGHT))
    by_text = await inbox_report(inbox, "2026-11-01", "2026-11-02", language="zh", now=LATER)
    assert by_text == await made(inbox)
    with pytest.raises(InvalidRequest, match="begin must be a date, or midnight in Beijing"):
        await inbox_report(inbox, MIDNIGHT + SECOND, LAST)
