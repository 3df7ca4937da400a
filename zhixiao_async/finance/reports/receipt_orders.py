"""The orders of a period whose receipts are looked after: what was paid, and what went back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from ...endpoints import OperateType
from ..sums import must_add_up, sums_of
from ..targets.target import Target
from .export_state import ExportState

_COLUMNS = ["order_id", "operate_type", "fee", "item_name", "user_no", "user_name"]

_IS_REFUND = pc.field("operate_type").cast(pa.string()) == OperateType.REFUND.value


@attrs.define
class PaidOrder:
    """An order by an export's rows.

    Attributes:
        order_id: The gateway's number.
        day: Of its first row in the period.
        item: What was paid for; empty where its rows don't say.
        paid: In fen; None where its trade lies before the period.
        refunded: In fen, up to the export's last day.
        user_no: Student or staff number, personal data.
        user_name: The payer's name, personal data.
    """

    order_id: str
    day: date
    item: str
    paid: int | None = None
    refunded: int = 0
    user_no: str | None = attrs.field(default=None, repr=False)
    user_name: str | None = attrs.field(default=None, repr=False)

    @property
    def is_refunded_whole(self) -> bool:
        """Whether all that was paid went back."""
        return self.paid is not None and 0 < self.paid <= self.refunded


def orders_of(target: Target, state: ExportState) -> dict[str, PaidOrder]:
    """Return the orders that were paid or refunded in a period, by their numbers.

    Refunds of theirs are counted up to the export's last day. One day is in memory at a time.

    Raises:
        ExportDamaged: A day isn't what its receipt says.
    """
    orders: dict[str, PaidOrder] = {}
    for receipt, table in state.tables(target):
        for row in _rows(table):
            found = _order(orders, row, receipt.day)
            if row["operate_type"] == OperateType.TRADE.value:
                found.paid = (found.paid or 0) + row["fee"]
            elif row["operate_type"] == OperateType.REFUND.value:
                found.refunded += abs(row["fee"])
    for table in _later(target, state):
        for row in _rows(table.filter(_IS_REFUND)):
            if row["order_id"] in orders:
                orders[row["order_id"]].refunded += abs(row["fee"])
    return orders


def _order(orders: dict[str, PaidOrder], row: dict[str, Any], day: date) -> PaidOrder:
    found = orders.get(row["order_id"])
    if found is None:
        found = PaidOrder(row["order_id"], day, row["item_name"] or "")
        found.user_no, found.user_name = row["user_no"], row["user_name"]
        orders[found.order_id] = found
    return found


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.select(_COLUMNS).to_batches(max_chunksize=1000):
        yield from batch.to_pylist()


def _later(target: Target, state: ExportState) -> Iterator[pa.Table]:
    for receipt in target.receipts():
        if receipt.app_id in state.app_ids and receipt.day > state.last:
            table = target.read(receipt.app_id, receipt.day)
            must_add_up(receipt, sums_of(table))
            yield table
