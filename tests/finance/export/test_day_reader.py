"""The rows of a midnight are taken out of the day that they end, and no others."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pyarrow as pa
import pytest

from zhixiao_async import BEIJING
from zhixiao_async.finance.export import day_reader
from zhixiao_async.finance.schema import ORDER_SCHEMA
from zhixiao_async.finance.tables import OrderBatch

MIDNIGHT = datetime(2026, 11, 3, tzinfo=BEIJING)
MORNING = MIDNIGHT - timedelta(hours=15)


def order(number: str | None, at: datetime | None, **other: object) -> dict[str, object]:
    """Make a row of the listing."""
    return {"id": number, "order_date": at, "order_id": "ZX1", "fee": 100, "pay_type": "WX"} | other


def without(rows: list[dict[str, object]], seam: list[dict[str, object]]) -> list[object]:
    """Return the days' rows that are left, as they were given."""
    batch = pa.RecordBatch.from_pylist(seam, schema=ORDER_SCHEMA)
    second = timedelta(seconds=1)
    page = OrderBatch(
        begin_time=MIDNIGHT,
        end_time=MIDNIGHT + second,
        page_no=1,
        total_page=1,
        total_size=len(seam),
        is_open=False,
        batch=batch,
    )
    table = pa.Table.from_pylist(rows, schema=ORDER_SCHEMA)
    left = day_reader._without(table, [page]).to_pylist()
    return [next(row for row in rows if row.items() <= each.items()) for each in left]


def test_ids_that_start_anew_every_day():
    """A row of the morning stays, though midnight's has its id: the day's numbers begin again."""
    morning, midnight = order("1", MORNING), order("1", MIDNIGHT)
    assert without([morning, midnight], [midnight]) == [morning]
    assert without([midnight, morning], [midnight]) == [morning]


def test_time_and_id_belong_together():
    """A row that has the id of one row of the seam and the time of another is neither."""
    ours = order("1", MORNING)
    theirs = [order("1", MIDNIGHT), order("2", MORNING)]
    assert without([ours, *theirs], theirs) == [ours]


def test_row_of_another_id_stays():
    """A row of the same second that isn't listed by the next day stays."""
    ours, theirs = order("1", MIDNIGHT), order("2", MIDNIGHT)
    assert without([ours, theirs], [theirs]) == [ours]


@pytest.mark.parametrize("at", [MIDNIGHT, MORNING, None], ids=["midnight", "morning", "no time"])
def test_rows_without_an_id(at):
    """Rows without an id are told apart by all that they have; equal ones go one for one."""
    row, other = order(None, at), order(None, at, fee=7)
    assert without([row, row, other], [row]) == [row, other]
    assert without([row, other], [other, other]) == [row]


def test_nothing_at_midnight():
    """A day stays as it is when the next second has no rows."""
    row = order("1", MORNING)
    assert without([row], []) == [row]


def test_other_rows_are_not_looked_at(monkeypatch):
    """Rows that can't be the seam's are told so by their columns."""
    looked: Counter[object] = Counter()
    key = day_reader._key

    def counted(row):
        looked[row["id"]] += 1
        return key(row)

    monkeypatch.setattr(day_reader, "_key", counted)
    without(
        [order(str(n), MORNING) for n in range(9)] + [order("9", MIDNIGHT)], [order("9", MIDNIGHT)]
    )
    assert looked == {"9": 2}
