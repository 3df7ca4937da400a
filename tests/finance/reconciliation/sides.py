"""Both sides of a comparison, made without a gateway."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import attrs
import pyarrow as pa

from tests.finance.days import APP_ID, DAY, receipt_of, row, table_of
from zhixiao_async.finance.reconciliation.difference import DifferenceRow
from zhixiao_async.finance.targets.directory import Directory
from zhixiao_async.finance.targets.parquet import ParquetFormat
from zhixiao_sync.finance import Books, Difference, Reconciliation, reconcile

NEXT = DAY + timedelta(days=1)
COLUMNS = {
    "order_id": "订单号",
    "amount": "金额",
    "time": "时间",
    "kind": "类型",
    "channel": "渠道",
    "out_trade_no": "凭证号",
}
TRADE, REFUND = "交易", "退款"
WECHAT, ALIPAY = "微信", "支付宝"


def gateway(order: str, fee: int, *, kind: str = TRADE, **other: object) -> dict[str, object]:
    """Make a row of the export; ``order`` is its number."""
    codes = {TRADE: "0", REFUND: "1", WECHAT: "WX", ALIPAY: "AL"}
    channel = codes[str(other.pop("channel", WECHAT))]
    number = int(other.pop("number", 1))  # type: ignore[call-overload]
    numbers = {"order_id": order, "fee": fee, "operate_type": codes[kind], "pay_type": channel}
    return row(number, **numbers | other)  # type: ignore[arg-type]


def booked(
    order: str | None,
    fee: int,
    *,
    kind: str = TRADE,
    day: date | None = DAY,
    channel: str | None = WECHAT,
) -> dict[str, object]:
    """Make a row of the books, in fen."""
    return {
        "订单号": order,
        "金额": fee,
        "时间": day and f"{day} 09:05:00",
        "类型": kind,
        "渠道": channel,
        "凭证号": "K1",
    }


def export(
    folder: Path,
    *rows: dict[str, object],
    days: Collection[date] = (DAY,),
    open_days: Collection[date] = (),
    app_ids: Collection[str] = (APP_ID,),
) -> Path:
    """Write an export with these days and rows."""
    target = Directory(folder / "export", ParquetFormat())
    for app_id in app_ids:
        for day in days:
            table = table_of(*(r for r in rows if (r["app_id"], r["day"]) == (app_id, day)))
            receipt = receipt_of(table, day=day, app_id=app_id)
            target.write(table, attrs.evolve(receipt, is_open=day in open_days))
    return folder / "export"


def books(*rows: dict[str, object], **options: object) -> Books:
    """Make books of these rows."""
    table = pa.Table.from_pylist(list(rows) or [booked("", 0)]).slice(0, len(rows))
    mapping = {field: header for field, header in COLUMNS.items() if header in table.column_names}
    return Books.frame(table, mapping, unit="fen", **options)  # type: ignore[arg-type]


def told(result: Reconciliation) -> list[tuple[Difference, int | None, int | None]]:
    """Return each difference's kind and amounts, once it is known that every row is somewhere."""
    must_add_up(result)
    return [(each.type, each.gateway_fee, each.books_fee) for each in result.differences]


def must_add_up(result: Reconciliation) -> None:
    """Check that each side's rows and fen are those that match and those in differences."""
    sums = result.sums.values()
    matched = result.matched
    assert result.gateway.compared == matched.rows + sum(each.gateway_rows for each in sums)
    assert result.gateway.compared_fee == matched.fee + sum(each.gateway_fee for each in sums)
    assert result.books.compared == matched.rows + sum(each.books_rows for each in sums)
    booked_fee = matched.fee - matched.unconfirmed_fee + sum(each.books_fee for each in sums)
    assert result.books.compared_fee == booked_fee
    listed = list(result.differences)
    for kind, each in result.sums.items():
        assert each.differences == sum(one.type == kind for one in listed)
    assert sum(_has(one, "gateway") for one in listed) == sum(each.gateway_rows for each in sums)
    assert sum(_has(one, "books") for one in listed) == sum(each.books_rows for each in sums)


def _has(one: DifferenceRow, side: str) -> bool:
    return getattr(one, side) is not None and not getattr(one, f"{side}_carried")


__all__ = [
    "ALIPAY",
    "APP_ID",
    "COLUMNS",
    "DAY",
    "NEXT",
    "REFUND",
    "TRADE",
    "WECHAT",
    "Books",
    "Difference",
    "booked",
    "books",
    "export",
    "gateway",
    "must_add_up",
    "reconcile",
    "told",
]
