"""The result: totals, JSON, the table of differences, and its summary."""

from __future__ import annotations

import asyncio
import gc
import json

import pytest

from zhixiao_async.finance import reconcile as async_reconcile
from zhixiao_async.finance.reconciliation import findings
from zhixiao_async.finance.reconciliation.totals import TotalRow

from .sides import ALIPAY, DAY, REFUND, Difference, booked, books, export, gateway, reconcile, told


@pytest.fixture
def result(tmp_path):
    """Compare a few rows with a difference in each of two kinds."""
    rows = [gateway("A", 100), gateway("B", 300, channel=ALIPAY), gateway("A", 40, kind=REFUND)]
    own = [booked("A", 100), booked("B", 250, channel=ALIPAY), booked("C", 7)]
    return reconcile(export(tmp_path, *rows), books(*own), DAY, DAY)


def test_totals(result):
    """Both sides are summed by day, kind and channel; a column of nets adds up."""
    rows = [
        (row.kind, row.channel, row.gateway_rows, row.gateway_fee, row.books_rows, row.books_fee)
        for row in result.totals
    ]
    assert rows == [
        ("0", "AL", 1, 300, 1, 250),
        ("0", "WX", 1, 100, 2, 107),
        ("1", "WX", 1, 40, 0, 0),
    ]
    assert [row.difference for row in result.totals] == [50, -7, 40]
    assert sum(row.gateway_net for row in result.totals) == 360
    assert sum(row.books_net or 0 for row in result.totals) == 357


def test_totals_without_channels(tmp_path):
    """The gateway's channels are summed up if the books have no column of channels."""
    rows = [gateway("A", 100), gateway("B", 300, channel=ALIPAY)]
    own = [booked("A", 100), booked("B", 300)]
    for each in own:
        del each["渠道"]
    result = reconcile(export(tmp_path, *rows), books(*own), DAY, DAY)
    assert [(row.channel, row.gateway_fee, row.books_fee) for row in result.totals] == [
        ("", 400, 400)
    ]


def test_books_of_one_kind(tmp_path):
    """The gateway's rows of a kind that the books don't hold are summed, and not compared."""
    rows = [gateway("A", 100), gateway("A", 400, kind=REFUND)]
    path = export(tmp_path, *rows)
    result = reconcile(path, books(booked("A", 100), only="trade"), DAY, DAY)
    assert (told(result), result.gateway.rows, result.gateway.compared) == ([], 2, 1)
    refunds = result.totals[1]
    assert (refunds.books_rows, refunds.difference, refunds.books_net) == (None, None, None)
    assert isinstance(refunds, TotalRow)
    assert refunds.gateway_net == -400


def test_json(result):
    """The JSON has totals, counts, and each difference with its type and both records."""
    shown = json.loads(result.to_json())
    assert shown["counts"] == {
        "MISSING_IN_BOOKS": 1,
        "MISSING_AT_GATEWAY": 1,
        "AMOUNT_DIFFERS": 1,
    }
    one = shown["differences"][1]
    assert (one["type"], one["label"], one["surplus"]) == ("AMOUNT_DIFFERS", "金额不符", 50)
    assert (one["gateway"]["day"], one["books"]["line"]) == (str(DAY), 2)
    assert shown["totals"][0]["gateway_net"] == 300


def test_summary(result):
    """The summary is short, in both languages."""
    assert str(result).splitlines()[:3] == [
        "2026-11-02 to 2026-11-02",
        "matched: 1 rows, 1.00 yuan",
        "MISSING_IN_BOOKS: 1",
    ]
    assert "金额不符：1" in result.localized("zh")


def test_nobodys_name_without_being_asked_for(tmp_path):
    """Records hold personal data only when it is asked for, and no text of the result does."""
    path = export(tmp_path, gateway("A", 100, user_name="张三"))
    assert "张三" not in reconcile(path, books(), DAY, DAY).to_json()
    result = reconcile(path, books(), DAY, DAY, personal=True)
    (one,) = result.differences
    assert one.gateway is not None
    assert one.gateway["user_name"] == "张三"
    assert "张三" not in repr(one) + repr(result) + str(result)


def test_table_in_a_file(tmp_path, monkeypatch):
    """Many differences stay in a file, read a batch at a time, which goes with the result."""
    monkeypatch.setattr(findings, "IN_MEMORY", 3)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    path = export(tmp_path, *(gateway(f"A{n:03}", n, number=n) for n in range(50)))
    result = reconcile(path, books(), DAY, DAY)
    assert [fee for _, fee, _ in told(result)] == [*range(50)]
    assert result.to_table().num_rows == 50
    (folder,) = (tmp_path / "scratch").iterdir()
    assert [file.name for file in folder.iterdir()] == ["differences.parquet"]
    del result
    gc.collect()
    assert not folder.exists()


async def test_async(tmp_path):
    """The async function has the same result, and leaves the event loop free."""
    path = export(tmp_path, gateway("A", 100))
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.create_task(tick())
    result = await async_reconcile(path, books(booked("B", 1)), DAY, DAY)
    ticking.cancel()
    assert [each.type for each in result.differences] == [
        Difference.MISSING_IN_BOOKS,
        Difference.MISSING_AT_GATEWAY,
    ]
    assert ticks > 10
