"""Refunds in flight and other open entries, from a journal in a SQLite file."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from zhixiao_async import (
    Client,
    Credentials,
    OrderRefund,
    PayerType,
    PiaojuCreate,
    Timeouts,
)
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.reports.journal_report import journal_report
from zhixiao_async.finance.reports.json_text import json_text
from zhixiao_async.journal import Entry, RefundJournal, State
from zhixiao_async.journal.rows import to_row

from .exported import rows, section, total

NOW = datetime(2026, 11, 28, 12, tzinfo=BEIJING)
CREDENTIALS = Credentials(app_id="0058", aes_key="k" * 32, app_secret="s" * 32)
HOUR = timedelta(hours=1)


@pytest.fixture
async def journal(tmp_path):
    """Open an empty journal."""
    async with Client(CREDENTIALS, timeouts=Timeouts(deadline=60)) as client:
        journal = RefundJournal(client, tmp_path / "journal.db")
        await journal.create_table()
        yield journal


async def write(journal, request, age, **fields):
    """Write an open entry of an age."""
    entry = Entry.of("0058", request, request.order_id)
    entry = attrs.evolve(entry, sent_at=NOW - age, token="t", **fields)
    table = journal._table
    async with table._store.transaction() as own:
        await table._store.insert(own, table._table, to_row(entry))


def refund(number="r1", order_id="0001", fee=500):
    return OrderRefund(order_id=order_id, refund_fee=fee, out_refund_no=number)


async def made(journal, language="zh"):
    return await journal_report(journal, language=language, now=NOW)


@pytest.mark.parametrize(
    ("age", "shown", "step"),
    [
        (HOUR, "1 小时 0 分", "等待，请勿重发"),
        (2 * HOUR, "2 小时 0 分", "执行 resume() 查明"),
        (50 * HOUR, "2 天 2 小时", "转人工核查"),
    ],
)
async def test_what_to_do_depends_on_the_age(journal, age, shown, step):
    """A refund whose outcome can't be told yet waits; later it is resumed, then looked into."""
    await write(journal, refund(), age)
    (row,) = rows(await made(journal), "refunds_in_flight")
    assert (row["age"], row["amount"], row["out_refund_no"]) == (shown, 500, "r1")
    assert step in row["next_step"]
    assert row["conclusive_at"] == NOW - age + timedelta(seconds=60 + 60 + 4800)


async def test_oldest_comes_first_and_known_amounts_add_up(journal):
    """Whole refunds have no amount of their own, and a note says how many there are."""
    await write(journal, refund("r1"), HOUR)
    await write(journal, refund("r2", "0002", 700), 3 * HOUR)
    await write(journal, OrderRefund(order_id="0003"), 2 * HOUR)
    report = await made(journal)
    assert [row["order_id"] for row in rows(report, "refunds_in_flight")] == [
        "0002",
        "0003",
        "0001",
    ]
    assert total(report, "refunds_in_flight")["amount"] == 1200
    assert section(report, "refunds_in_flight").notes[0].startswith("其中 1 笔为整单退款")
    assert report.warnings == ("已过可查明时间而仍未决的有 2 笔。",)


async def test_other_entries_are_listed_apart(journal):
    """A refund that was perhaps never sent and a receipt are no refunds in flight."""
    await write(journal, refund(), timedelta(seconds=30), unsent=State.NOT_SENT)
    await write(journal, refund("r2", "0002"), 3 * HOUR, unsent=State.NOT_SENT)
    receipt = PiaojuCreate(
        zx_order_no="0003", payer_type=PayerType.PERSON, payer_name="小明", phone="13000000000"
    )
    entry = Entry.of("0058", receipt, "0003")
    table = journal._table
    async with table._store.transaction() as own:
        row = to_row(attrs.evolve(entry, sent_at=NOW - 5 * HOUR, token="t"))
        await table._store.insert(own, table._table, row)
    report = await made(journal)
    assert rows(report, "refunds_in_flight") == []
    listed = rows(report, "open_entries")
    assert [each["entry"] for each in listed] == ["开票", "部分退款", "部分退款"]
    assert [each["next_step"][:4] for each in listed] == ["执行 r", "可能从未", "正在发出"]
    assert "小明" not in json_text(report)


async def test_concluded_entries_are_not_open(journal):
    """What was applied, refused or never sent isn't listed."""
    for number, state in enumerate(each for each in State if each is not State.OPEN):
        await write(journal, refund(f"r{number}", f"000{number}"), HOUR, state=state)
    report = await made(journal, "en")
    assert [len(each.table.rows) for each in report.sections] == [0, 0]
    assert (report.complete, report.warnings) == (True, ())
