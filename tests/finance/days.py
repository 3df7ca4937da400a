"""Exported days for tests, made without a gateway."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pyarrow as pa

from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.receipts import KindSum, Receipt
from zhixiao_async.finance.schema import DAY_SCHEMA

APP_ID = "0058"
DAY = date(2026, 11, 2)


def row(
    number: int, *, day: date = DAY, app_id: str = APP_ID, **other: object
) -> dict[str, object]:
    """Make one row of an export; ``number`` makes it another one than its neighbours."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
    return {
        "app_id": app_id,
        "day": day,
        "id": f"{number:08}",
        "operate_type": "0",
        "pay_type": "WX",
        "order_id": f"ZX{day:%y%m%d}{number:06}",
        "order_date": midnight + timedelta(seconds=number),
        "fee": 100 + number,
        "item_id": "7",
        "item_name": "学费",
    } | other


def table_of(*rows: dict[str, object]) -> pa.Table:
    """Make a day's table as an export has it."""
    return pa.Table.from_pylist(list(rows), schema=DAY_SCHEMA)


def receipt_of(table: pa.Table, *, day: date = DAY, app_id: str = APP_ID) -> Receipt:
    """Make the receipt of a table, of a day that was read when it was final."""
    count: Counter[tuple[str, str]] = Counter()
    fee: Counter[tuple[str, str]] = Counter()
    absolute: Counter[tuple[str, str]] = Counter()
    for each in table.to_pylist():
        kind = each["operate_type"] or "", each["pay_type"] or ""
        count[kind] += 1
        fee[kind] += each["fee"]
        absolute[kind] += abs(each["fee"])
    return Receipt(
        app_id=app_id,
        day=day,
        rows=table.num_rows,
        total_size=table.num_rows,
        seam_rows=0,
        sums=tuple(
            KindSum(*kind, count[kind], fee[kind], absolute[kind]) for kind in sorted(count)
        ),
        is_open=False,
        begun_at=datetime(day.year, day.month, day.day, tzinfo=BEIJING) + timedelta(days=2),
    )
