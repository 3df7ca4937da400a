"""A directory of days: each is replaced whole, and known to be whole by its receipt."""

from __future__ import annotations

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhixiao_async.finance.errors import ExportDamaged, ExportFailed
from zhixiao_async.finance.schema import DAY_SCHEMA
from zhixiao_async.finance.sums import sums_of
from zhixiao_async.finance.targets.directory import Directory
from zhixiao_async.finance.targets.parquet import ParquetFormat

from .days import APP_ID, DAY, receipt_of, row, table_of

TABLE = table_of(row(1), row(2, operate_type="1", pay_type="AL"), row(3, order_date=None))


@pytest.fixture
def target(tmp_path) -> Directory:
    return Directory(tmp_path, ParquetFormat())


def test_day_comes_back(target):
    """A day's rows come back with their types, and its receipt with the file's length and hash."""
    kept = target.write(TABLE, receipt_of(TABLE))
    assert target.receipt(APP_ID, DAY) == kept
    back = target.read(APP_ID, DAY)
    assert (back.schema, back.to_pylist()) == (DAY_SCHEMA, TABLE.to_pylist())
    target.check(kept)


def test_equal_days_are_equal_bytes(target):
    """A day that is written once more has the same bytes."""
    first = target.write(TABLE, receipt_of(TABLE))
    assert target.write(TABLE, receipt_of(TABLE)) == first


def test_files_stand_where_they_are_documented(target, tmp_path):
    """The layout is the documented one, and nothing unfinished is left."""
    target.write(TABLE, receipt_of(TABLE))
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        "orders/0058/2026-11/2026-11-02.parquet",
        "_zhixiao/receipts/0058/2026-11-02.json",
    }


def test_leftovers_of_killed_processes_are_removed(target, tmp_path):
    """The first day that is written removes unfinished files that nobody has touched for a day."""
    scratch = tmp_path / "_zhixiao" / "tmp"
    scratch.mkdir(parents=True)
    names = ["2026-11-01.parquet.4711.0a1b2c3d", "2026-11-01.json.4711.0a1b2c3d", "notes.txt"]
    young = scratch / "2026-11-03.parquet.4712.0a1b2c3d"
    for path in [young, *(scratch / name for name in names)]:
        path.touch()
        if path is not young:
            yesterday = path.stat().st_mtime - 25 * 60 * 60
            os.utime(path, (yesterday, yesterday))
    target.write(TABLE, receipt_of(TABLE))
    assert {path.name for path in scratch.iterdir()} == {young.name, "notes.txt"}


def test_day_without_a_receipt_isnt_there(target):
    """A crash between the file and its receipt leaves a day that counts as not exported."""
    target.write(TABLE, receipt_of(TABLE))
    target._receipt_path(APP_ID, DAY).unlink()
    assert target.receipt(APP_ID, DAY) is None
    assert list(target.receipts()) == []


def test_file_of_another_length_isnt_whole(target):
    """A file that was cut off counts as not exported."""
    target.write(TABLE, receipt_of(TABLE))
    with target.path(APP_ID, DAY).open("ab") as file:
        file.write(b"x")
    assert target.receipt(APP_ID, DAY) is None


def test_old_day_stands_when_writing_fails(target, monkeypatch):
    """An error while a day is written leaves the old day and its receipt."""
    old = target.write(TABLE, receipt_of(TABLE))
    monkeypatch.setattr(ParquetFormat, "write", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        target.write(table_of(row(9)), receipt_of(table_of(row(9))))
    target.check(old)
    assert target.receipt(APP_ID, DAY) == old


def test_other_rows_read_back_replace_nothing(target, monkeypatch):
    """A file that doesn't hold what was written never takes the day's place."""
    old = target.write(TABLE, receipt_of(TABLE))
    monkeypatch.setattr(ParquetFormat, "sums", lambda *_: sums_of(table_of(row(1))))
    with pytest.raises(ExportFailed, match="nothing was replaced"):
        target.write(TABLE, receipt_of(TABLE))
    monkeypatch.undo()
    target.check(old)


def test_changed_file_is_found(target):
    """A file with other bytes of the same length is damaged, and one that is gone is missing."""
    kept = target.write(TABLE, receipt_of(TABLE))
    path = target.path(APP_ID, DAY)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ExportDamaged, match="0058 2026-11-02"):
        target.check(kept)
    path.unlink()
    with pytest.raises(ExportDamaged, match="missing"):
        target.check(kept)


def test_other_process_between_file_and_receipt(target, monkeypatch):
    """Another process's file, put there before our receipt, is replaced by ours again."""
    other = table_of(row(7))
    keep, written = target._keep, []

    def keep_late(receipt):
        if not written:
            written.append(receipt)
            ParquetFormat().write(other, target.path(APP_ID, DAY))
        keep(receipt)

    monkeypatch.setattr(target, "_keep", keep_late)
    target.check(target.write(TABLE, receipt_of(TABLE)))
    assert target.read(APP_ID, DAY).num_rows == TABLE.num_rows


def test_other_columns_are_unreadable(target):
    """A Parquet file with other columns is said to be unreadable, not read as something else."""
    target.write(TABLE, receipt_of(TABLE))
    pq.write_table(pa.table({"a": [1]}), target.path(APP_ID, DAY))
    with pytest.raises(ExportDamaged, match="can't be read"):
        target.read(APP_ID, DAY)
