"""What is true of every place that an export can go to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import attrs
import duckdb
import pytest
import sqlalchemy as sa

from zhixiao_async.finance.errors import ExportDamaged, ExportFailed
from zhixiao_async.finance.sums import sums_of

from ..days import APP_ID, DAY, receipt_of, row, table_of
from .conftest import FILES
from .odd_rows import ODD, values_of

TABLE = table_of(
    row(1),
    row(2, operate_type="1", pay_type="AL", user_no="0042", remark=""),
    row(3, order_date=None, operate_type=None, pay_type="9", user_name="张三"),
)
WRITE_OFTEN = Path(__file__).with_name("programs") / "write_often.py"


def test_day_comes_back(target):
    """A day's rows come back with their types and in their order, and its receipt as kept."""
    kept = target.write(TABLE, receipt_of(TABLE))
    assert values_of(target.read(APP_ID, DAY)) == values_of(TABLE)
    assert target.receipt(APP_ID, DAY) == kept
    target.check(kept)


def test_odd_texts_come_back(target, place):
    """Texts that a file or a table may spoil come back as they were."""
    texts = [text for text in ODD if place.kind != "postgresql" or "\0" not in text]
    table = table_of(*(row(n, remark=text, item_name=text) for n, text in enumerate(texts)))
    target.write(table, receipt_of(table))
    assert values_of(target.read(APP_ID, DAY)) == values_of(table)


def test_extremes_come_back(target):
    """The greatest amounts come back, with their sum, and times of any year."""
    fees = [2**63 - 1, 2**63 - 1, -(2**63), -1]
    times = [0, -62_135_625_600_000, 253_402_271_999_999, 1_762_012_800_001]
    rows = [row(1, fee=fee, order_date=time) for fee, time in zip(fees, times, strict=True)]
    table = table_of(*rows)
    (total,) = sums_of(table)
    receipt = receipt_of(table_of(*(row(1, fee=fee) for fee in fees)))
    assert receipt.sums == (total,)
    target.check(target.write(table, receipt))
    assert values_of(target.read(APP_ID, DAY)) == values_of(table)


def test_refunds_of_both_signs(target):
    """Refunds of both signs don't cancel out in what is kept of a day."""
    table = table_of(*(row(n, operate_type="1", fee=fee) for n, fee in enumerate((7, -7, -1))))
    kept = target.write(table, receipt_of(table))
    assert (kept.fee, kept.refunded) == (-1, 15)
    assert target.receipt(APP_ID, DAY) == kept
    target.check(kept)


def test_empty_day_comes_back(target):
    """A day without rows is whole, and has none."""
    kept = target.write(table_of(), receipt_of(table_of()))
    assert values_of(target.read(APP_ID, DAY)) == []
    target.check(kept)


def test_day_is_replaced(target):
    """A day that is written again has the new rows only."""
    target.write(TABLE, receipt_of(TABLE))
    other = table_of(row(9))
    kept = target.write(other, receipt_of(other))
    assert values_of(target.read(APP_ID, DAY)) == values_of(other)
    assert list(target.receipts()) == [kept]


def test_day_again_is_the_same(target):
    """A day that is written once more has the same receipt, and the same bytes where it has any."""
    first = target.write(TABLE, receipt_of(TABLE))
    assert target.write(TABLE, receipt_of(TABLE)) == first


def test_receipts_of_whole_days(target):
    """Receipts are listed by merchant and day; days and merchants don't disturb each other."""
    days = [("0058", DAY + timedelta(days=1)), ("0058", DAY), ("B", DAY), ("a", DAY)]
    for app_id, day in days:
        table = table_of(row(1, app_id=app_id, day=day))
        target.write(table, receipt_of(table, app_id=app_id, day=day))
    assert [(each.app_id, each.day) for each in target.receipts()] == sorted(days)
    assert target.read("B", DAY).column("app_id").to_pylist() == ["B"]


def test_nothing_was_written_yet(target):
    """An empty place has no receipts, and reading a day of it names the day."""
    assert list(target.receipts()) == []
    assert target.receipt(APP_ID, DAY) is None
    with pytest.raises(ExportDamaged, match=r"0058 2026-11-02: .*export the day again"):
        target.read(APP_ID, DAY)


def test_old_day_stands_when_writing_fails(target):
    """A day that doesn't read back as its receipt says replaces nothing."""
    old = target.write(TABLE, receipt_of(TABLE))
    with pytest.raises(ExportFailed, match="nothing was replaced"):
        target.write(table_of(row(8)), receipt_of(table_of(row(9))))
    target.check(old)
    assert target.receipt(APP_ID, DAY) == old


@pytest.mark.parametrize("change", ["fee = 7", "user_no = 'x'"])
def test_changed_row_is_found(target, place, change):
    """A row that somebody changed is found, in its amount or anywhere else."""
    kept = target.write(TABLE, receipt_of(TABLE))
    change_row(place, f"UPDATE zhixiao_orders SET {change} WHERE row_no = 1")
    with pytest.raises(ExportDamaged, match="0058 2026-11-02"):
        target.check(kept)


def change_row(place, statement):
    if place.kind in FILES:
        (path,) = Path(place.address).rglob(f"*{DAY}.{place.kind}")
        content = path.read_bytes()
        path.write_bytes(content.replace(b"0042", b"0043") if place.kind == "csv" else content[:-9])
    elif place.kind == "duckdb":
        with duckdb.connect(place.address) as connection:
            connection.execute(statement)
    else:
        engine = sa.create_engine(place.address)
        with engine.begin() as connection:
            assert connection.exec_driver_sql(statement).rowcount == 1
        engine.dispose()


def test_later_reading_stays(target):
    """A day that was read later isn't replaced by an earlier reading, which somebody still had."""
    earlier = receipt_of(TABLE)
    more = table_of(*TABLE.to_pylist(), row(4))
    later = attrs.evolve(receipt_of(more), begun_at=earlier.begun_at + timedelta(seconds=1))
    kept = target.write(more, later)
    assert target.write(TABLE, earlier) == kept == target.receipt(APP_ID, DAY)
    target.check(kept)


def test_two_processes_write_one_day(place, target, interpreter):
    """Two that write the same day at once leave the rows of one, whole."""
    ended = interpreter.run(
        *(WRITE_OFTEN, *place.arguments),
        hear=lambda _: target.write(TABLE, receipt_of(TABLE)),
    )
    assert (ended.code, ended.out, ended.err) == (0, "now\n" * 3, "")
    (kept,) = target.receipts()
    target.check(kept)
    assert kept.rows in (3, 40)
