"""A comparison's result, made without comparing."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa

from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.reconciliation.difference import Difference
from zhixiao_async.finance.reconciliation.result import (
    BooksRead,
    DifferenceSum,
    DifferenceTable,
    GatewayRead,
    Matched,
    Reconciliation,
)
from zhixiao_async.finance.reconciliation.totals import TotalRow

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 2)
NOON = datetime(2026, 11, 1, 12, tzinfo=BEIJING)

_TEXT, _FEE = pa.string(), pa.int64()
_GATEWAY = {
    "operate_type": _TEXT,
    "pay_type": _TEXT,
    "order_date": pa.timestamp("ms", "Asia/Shanghai"),
    "user_no": _TEXT,
    "user_name": _TEXT,
}
_BOOKS = {"line": _FEE, "kind": _TEXT, "channel": _TEXT, "user_no": _TEXT, "user_name": _TEXT}
_SCHEMA = pa.schema(
    {
        "type": _TEXT,
        "app_id": _TEXT,
        "day": pa.date32(),
        "order_id": _TEXT,
        "gateway_fee": _FEE,
        "books_fee": _FEE,
        "gateway": pa.struct(list(_GATEWAY.items())),
        "books": pa.struct(list(_BOOKS.items())),
        "gateway_carried": pa.bool_(),
        "books_carried": pa.bool_(),
    }
)


def gateway(kind: str = "0", **other: object) -> dict[str, object]:
    """Make the gateway's record."""
    return {"operate_type": kind, "pay_type": "WX", "order_date": NOON, "user_name": "张三"} | other


def books(kind: str = "0", line: int = 7, **other: object) -> dict[str, object]:
    """Make the books' record."""
    return {"line": line, "kind": kind, "channel": "WX"} | other


def difference(kind: Difference, number: int, fees: tuple[int | None, int | None], **other: object):
    """Make one difference, with records where there are amounts."""
    sides = {
        "gateway": None if fees[0] is None else gateway(),
        "books": None if fees[1] is None else books(line=number),
    }
    return {
        "type": kind.value,
        "app_id": "0058",
        "day": FIRST,
        "order_id": f"0{number}",
        "gateway_fee": fees[0],
        "books_fee": fees[1],
        "gateway_carried": False,
        "books_carried": False,
        **sides,
    } | other


def compared(*found, totals=(), open_days=(), missing_days=(), merchants=("0058",)):
    """Make the result of a comparison that found these differences."""
    kinds = [each["type"] for each in found]
    return Reconciliation(
        begin=FIRST,
        end=LAST,
        matched=Matched(rows=1200, fee=1),
        sums={Difference(kind): DifferenceSum(kinds.count(kind)) for kind in kinds},
        totals=tuple(totals),
        books=BooksRead(
            source="账.csv",
            encoding="gb18030",
            rows=1203,
            compared=1201,
            compared_fee=1,
            outside=2,
            other_merchants=0,
            summaries=1,
            summary_lines=(9,),
        ),
        gateway=GatewayRead(
            merchants=merchants,
            rows=1203,
            compared=1203,
            compared_fee=1,
            open_days=tuple(("0058", day) for day in open_days),
            missing_days=tuple(("0058", day) for day in missing_days),
        ),
        table=DifferenceTable(pa.Table.from_pylist(list(found), schema=_SCHEMA)),
    )


def both(day: date, kind: str, channel: str, ours: tuple[int, int], theirs: tuple[int, int] | None):
    """Make both sides' totals of a day, kind and channel: rows and fen."""
    books_rows, books_fee = theirs or (None, None)
    return TotalRow(
        day=day,
        kind=kind,
        channel=channel,
        gateway_rows=ours[0],
        gateway_fee=ours[1],
        books_rows=books_rows,
        books_fee=books_fee,
    )
