"""A day's rows added up: by item, kind and channel, and by the hour."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from ..sums import WIDE

_HOUR = pa.scalar(60 * 60 * 1000, pa.int64())
_AHEAD = 8
_KEYS = ["item_name", "operate_type", "pay_type", "hour"]


@attrs.frozen
class Group:
    """Rows of one day that are alike in these.

    Attributes:
        item: The item's name; empty where they have none.
        operate_type: The wire's code; empty where they have none.
        pay_type: The wire's code; empty where they have none.
        hour: Of the day in Beijing; None where they have no time.
        rows: Their number.
        fee: Their sum in fen, as the gateway writes fees.
        absolute: The sum in fen of each without its sign.
    """

    item: str
    operate_type: str
    pay_type: str
    hour: int | None
    rows: int
    fee: int
    absolute: int


def groups_of(table: pa.Table) -> Iterator[Group]:
    """Yield the groups of a day's rows. Sums are exact, however large.

    Args:
        table: Of ``DAY_SCHEMA``.
    """
    fee = table.column("fee").cast(WIDE)
    names = [table.column(name).cast(pa.string()) for name in _KEYS[:-1]]
    # By the offset: the zone's name needs a database of zones, which Windows lacks.
    hour = pc.divide(table.column("order_date").cast(pa.int64()), _HOUR)
    narrow = pa.Table.from_arrays([*names, hour, fee, pc.abs(fee)], [*_KEYS, "fee", "absolute"])
    grouped = narrow.group_by(_KEYS).aggregate(
        [("fee", "sum"), ("absolute", "sum"), ([], "count_all")]
    )
    for row in grouped.to_pylist():
        yield Group(
            item=row["item_name"] or "",
            operate_type=row["operate_type"] or "",
            pay_type=row["pay_type"] or "",
            hour=None if row["hour"] is None else (row["hour"] + _AHEAD) % 24,
            rows=row["count_all"],
            fee=int(row["fee_sum"]),
            absolute=int(row["absolute_sum"]),
        )
