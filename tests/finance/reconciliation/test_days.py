"""The range: its ends, days that are open or not exported, merchants, and other targets."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhixiao_async.errors import InvalidRequest
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.errors import ExportDamaged
from zhixiao_async.finance.targets.directory import Directory
from zhixiao_async.finance.targets.opening import open_target
from zhixiao_async.finance.targets.parquet import ParquetFormat

from .sides import (
    COLUMNS,
    DAY,
    NEXT,
    Books,
    Difference,
    booked,
    books,
    export,
    gateway,
    reconcile,
    told,
)


def test_day_that_isnt_exported(tmp_path):
    """What the books have on a day that isn't exported whole waits, it isn't missing."""
    path = export(tmp_path, gateway("A", 100))
    result = reconcile(path, books(booked("A", 100), booked("B", 200, day=NEXT)), DAY, NEXT)
    assert told(result) == [(Difference.PENDING, None, 200)]
    assert result.gateway.missing_days == (("0058", NEXT),)
    assert (result.is_complete, result.is_clean) == (False, False)
    assert "not exported: 1" in str(result)


def test_open_day_isnt_clean(tmp_path):
    """A day that is still open can't be clean, though everything matches so far."""
    path = export(tmp_path, gateway("A", 100), open_days=[DAY])
    result = reconcile(path, books(booked("A", 100)), DAY, DAY)
    assert (told(result), result.gateway.open_days) == ([], (("0058", DAY),))
    assert (result.is_complete, result.is_clean) == (False, False)
    assert "still open: 1" in str(result)


def test_clean(tmp_path):
    """Both sides agree when every row matches and every day is final."""
    result = reconcile(export(tmp_path, gateway("A", 100)), books(booked("A", 100)), DAY, DAY)
    assert (result.is_complete, result.is_clean) == (True, True)


def test_range_without_any_day(tmp_path):
    """A range of which the export has no day is refused, as is a path without an export."""
    path = export(tmp_path, gateway("A", 100))
    for where, day in ((path, NEXT), (tmp_path / "elsewhere", DAY)):
        with pytest.raises(InvalidRequest, match="export has no whole day"):
            reconcile(where, books(), day, day)


def test_rows_of_other_days_are_counted(tmp_path):
    """The books' rows outside of the range are left out, and counted."""
    path = export(tmp_path, gateway("A", 100), days=(DAY, NEXT))
    result = reconcile(path, books(booked("A", 100), booked("B", 1, day=NEXT)), DAY, DAY)
    assert (told(result), result.books.outside, result.books.rows) == ([], 1, 2)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (str(DAY), str(DAY)),
        (datetime(2026, 11, 2), datetime(2026, 11, 3)),
        (datetime(2026, 11, 2, tzinfo=BEIJING), "2026-11-03 00:00:00"),
    ],
)
def test_ends_of_the_range(tmp_path, begin, end):
    """A range is given by days, the last of them included, or by the moments of its ends."""
    result = reconcile(export(tmp_path, gateway("A", 100)), books(booked("A", 100)), begin, end)
    assert (result.begin, result.end, result.is_clean) == (DAY, DAY, True)


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        (DAY, DAY - timedelta(days=1), "end must not be before begin"),
        (datetime(2026, 11, 2, 9), DAY, "begin must be a date, or midnight"),
        (DAY, 20261102, "end must be a datetime"),
    ],
)
def test_no_range(tmp_path, begin, end, words):
    """What isn't whole days in order is refused."""
    with pytest.raises(InvalidRequest, match=words):
        reconcile(tmp_path, books(), begin, end)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"merchants": "0058"}, "merchants must be a sequence"),
        ({"merchants": []}, "merchants must be a sequence"),
        ({"days_apart": 32}, "days_apart must be"),
        ({"memory": 1}, "memory must be"),
    ],
)
def test_options_are_checked(tmp_path, options, words):
    """An option that can't be right is refused before anything is read."""
    with pytest.raises(InvalidRequest, match=words):
        reconcile(tmp_path, books(), DAY, DAY, **options)


def test_merchants(tmp_path):
    """Books that name merchants are compared by merchant; others across all that are chosen."""
    rows = [gateway("A", 100), gateway("A", 100, app_id="0059")]
    path = export(tmp_path, *rows, app_ids=("0058", "0059"))
    own = [booked("A", 100) | {"商户": "0058"}, booked("A", 100) | {"商户": "0060"}]
    by_merchant = Books.frame(pa.Table.from_pylist(own), COLUMNS | {"app_id": "商户"}, unit="fen")
    result = reconcile(path, by_merchant, DAY, DAY)
    assert told(result) == [(Difference.MISSING_IN_BOOKS, 100, None)]
    assert (next(iter(result.differences)).app_id, result.books.other_merchants) == ("0059", 1)
    assert told(reconcile(path, books(*own), DAY, DAY)) == []
    chosen = reconcile(path, books(booked("A", 100)), DAY, DAY, merchants=["0059"])
    assert (told(chosen), chosen.gateway.merchants) == ([], ("0059",))


def test_other_target(tmp_path):
    """An export of another format is read through its target, day by day."""

    class OtherFormat(ParquetFormat):
        suffix = ".other"

    rows = [gateway("A", 100, user_name="张三"), gateway("B", 200, day=NEXT)]
    plain = Directory(export(tmp_path, *rows, days=(DAY, NEXT)), ParquetFormat())
    other = Directory(tmp_path / "other", OtherFormat())
    for receipt in plain.receipts():
        other.write(
            plain.read(receipt.app_id, receipt.day), attrs.evolve(receipt, sha256="", size=0)
        )
    own = books(booked("A", 100), booked("B", 210, day=NEXT), booked("C", 1))
    one, two = (reconcile(target, own, DAY, NEXT) for target in (plain, other))
    assert told(one) == told(two)
    assert one.to_json() == two.to_json()


def test_export_in_a_database(tmp_path):
    """An export that is named by a text may be in a database."""
    plain = Directory(export(tmp_path, gateway("A", 100)), ParquetFormat())
    name = str(tmp_path / "orders.duckdb")
    other = open_target(name)
    for receipt in plain.receipts():
        bare = attrs.evolve(receipt, sha256="", size=0)
        other.write(plain.read(receipt.app_id, receipt.day), bare)
    other.close()
    assert told(reconcile(name, books(booked("A", 100)), DAY, DAY)) == []


def test_damaged_day(tmp_path):
    """A day whose rows aren't what its receipt says is refused by name."""
    path = export(tmp_path, gateway("A", 100))
    file = Directory(path, ParquetFormat()).path("0058", DAY)
    table = pq.ParquetFile(file).read()
    place = table.schema.get_field_index("fee")
    content = table.set_column(place, table.schema.field(place), [[777]])
    ParquetFormat().write(content, file)
    receipt = path / "_zhixiao" / "receipts" / "0058" / f"{DAY}.json"
    size = file.stat().st_size
    receipt.write_text(json.dumps(json.loads(receipt.read_text()) | {"size": size}))
    with pytest.raises(ExportDamaged, match=f"0058 {DAY}"):
        reconcile(path, books(), DAY, DAY)


def test_folder_with_a_pattern_in_its_name(tmp_path):
    """An export's folder may have a name that a database would take for a pattern."""
    folder = tmp_path / "a[b]*'?"
    folder.mkdir()
    path = export(folder, gateway("A", 100))
    assert told(reconcile(path, books(booked("A", 100)), DAY, DAY)) == []
