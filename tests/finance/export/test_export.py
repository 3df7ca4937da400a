"""An export reads what it has to, writes what is new, and says what changed."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from tests.support.gateways import list_rows
from zhixiao_async import BEIJING, InvalidRequest
from zhixiao_async.finance.export.export_day import DayState

from .conftest import BEGIN, DAY, END, ROWS, fingerprint, today
from .test_seams import listed


async def test_every_order_once(export, client, target):
    """The days hold each order once, and add up to what the gateway lists."""
    report = await export()
    assert (report.is_complete, report.rows) == (True, ROWS)
    listed = Counter([order.id async for order in client.iter_orders(BEGIN, END)])
    days = [receipt.day for receipt in target.receipts()]
    rows = [row for day in days for row in target.read(client.app_id, day).to_pylist()]
    assert Counter(row["id"] for row in rows) == listed
    assert {(row["app_id"], row["day"]) for row in rows} == {(client.app_id, day) for day in days}
    assert report.fee == sum(row["fee"] for row in rows)


async def test_final_days_are_left_alone(export, gateway, tmp_path):
    """A second run asks the gateway for nothing that is final, and touches no file."""
    await export(recheck=0)
    before, asked = fingerprint(tmp_path), len(gateway.requests)
    report = await export(recheck=0)
    assert report.counts == {DayState.KEPT: 3}
    assert fingerprint(tmp_path) == before
    assert len(gateway.requests) == asked


async def test_last_days_are_read_again(export, tmp_path):
    """The last final days are read again; equal ones keep their files as they are."""
    await export()
    before = fingerprint(tmp_path)
    report = await export(recheck=2)
    assert report.counts == {DayState.KEPT: 1, DayState.UNCHANGED: 2}
    assert fingerprint(tmp_path) == before


async def test_late_row_is_found_and_said(export, gateway, target, client):
    """A row that is listed late replaces the day, and the report says by how much."""
    await export()
    late = listed(99, datetime(2026, 3, 3, 12, tzinfo=BEIJING), fee=4200)
    list_rows(gateway, [late])
    report = await export()
    (changed,) = report.changed
    assert changed.day == END
    assert changed.receipt.changes is not None
    assert (changed.receipt.changes.added, changed.receipt.changes.removed) == (1, 0)
    assert changed.receipt.changes.fee == 4200
    assert "ZX99" in target.read(client.app_id, END).column("order_id").to_pylist()


async def test_repeated_export_has_the_same_bytes(export, tmp_path, target, client):
    """A day that is exported anew has the same bytes, if it has the same rows."""
    await export()
    path = target.path(client.app_id, BEGIN)
    before = path.read_bytes()
    path.unlink()
    report = await export(recheck=0)
    assert report.counts == {DayState.KEPT: 2, DayState.WRITTEN: 1}
    assert path.read_bytes() == before


async def test_damaged_day_is_replaced(export, target, client):
    """A day that can't be read any more is exported anew when it is looked at again."""
    await export()
    path = target.path(client.app_id, END)
    path.write_bytes(bytes(path.stat().st_size))
    report = await export(recheck=1)
    assert report.counts == {DayState.KEPT: 2, DayState.WRITTEN: 1}
    target.check(report.results[-1].receipt)


async def test_open_day_is_read_every_time(export):
    """Today can still change: it is read again by each run, and never counts as final."""
    first = await export(today(), today())
    second = await export(today(), today())
    assert [day.day for day in first.open] == [today()]
    assert second.counts == {DayState.UNCHANGED: 1}
    assert second.open[0].receipt.begun_at > first.open[0].receipt.begun_at


async def test_day_without_orders_is_a_day(export, target, client):
    """A day without orders is exported as such: it can be told from one that is missing."""
    day = date(2020, 1, 1)
    await export(day, day)
    assert target.read(client.app_id, day).num_rows == 0


async def test_failing_day_is_said_and_the_others_are_there(export, gateway, monkeypatch):
    """A day that can't be written is in the report with its reason; the others are exported."""
    from zhixiao_async.finance.targets.parquet import ParquetFormat

    write = ParquetFormat.write

    def full(self, table, path):
        if str(END) in path.name:
            raise OSError(28, "No space left on device")
        write(self, table, path)

    monkeypatch.setattr(ParquetFormat, "write", full)
    report = await export()
    assert not report.is_complete
    (failed,) = report.failed
    assert failed.day == END
    assert "No space left on device" in str(failed.error)
    assert report.counts[DayState.WRITTEN] == 2


async def test_merchant_that_fails_is_given_up(export, gateway):
    """Days that fail one after the other end the run: it says how many weren't tried."""
    gateway.stop()
    report = await export(BEGIN - 9 * DAY, END)
    assert report.counts == {DayState.FAILED: len(report.results)}
    assert 3 <= len(report.results) <= 4
    assert len(report.results) + report.not_tried == 12
    assert not report.is_complete


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("begin", {"begin": datetime(2026, 3, 1, 1)}),
        ("end", {"end": BEGIN - DAY}),
        ("end", {"end": datetime(2026, 3, 1, 1)}),
        ("limit", {"limit": 0}),
        ("recheck", {"recheck": -1}),
    ],
    ids=str,
)
async def test_bad_argument_is_refused(export, gateway, field, options):
    """A bad argument is refused by name before anything is sent."""
    with pytest.raises(InvalidRequest) as caught:
        await export(**options)
    assert caught.value.field == field
    assert gateway.requests == []
