"""What is asked of the two tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from ...receipts import KindSum
from ..kept import Kept, kept_of
from .tables import ORDERS, RECEIPTS
from .values import READ, from_drivers

_SPLIT = 1_000_000


def of_day(table: sa.Table, app_id: str, day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a row is of a day."""
    return sa.and_(table.c.app_id == app_id, table.c.day == day)


def rows_of(connection: sa.Connection, app_id: str, day: date) -> pa.Table:
    """Return a day's rows, of ``DAY_SCHEMA`` and in the export's order."""
    columns: dict[str, sa.ColumnElement[Any]] = {name: ORDERS.c[name] for name in READ}
    if connection.dialect.name == "postgresql":
        ahead: sa.ColumnElement[Any] = sa.literal_column("INTERVAL '8 hours'")
        wall_clock = sa.func.timezone(ahead, ORDERS.c.order_date, type_=sa.DateTime())
        columns["order_date"] = wall_clock
    asked = sa.select(*columns.values()).where(of_day(ORDERS, app_id, day))
    rows = connection.execute(asked.order_by(ORDERS.c.row_no)).fetchall()
    return from_drivers(rows, app_id, day)


def sums_in(connection: sa.Connection, app_id: str, day: date) -> tuple[KindSum, ...]:
    """Return rows and fen of a day by kind and channel, in order, as the database adds them up."""
    fee, kind, channel = ORDERS.c.fee, ORDERS.c.operate_type, ORDERS.c.pay_type
    below = sa.case((fee < 0, fee), else_=0)  # the least fee has no absolute value of 64 bits
    amounts: list[sa.ColumnElement[Any]] = [fee, below]
    # SQLite's sums have 64 bits, so it adds up what is above a million apart.
    is_narrow = connection.dialect.name == "sqlite"
    if is_narrow:
        amounts = [part for each in amounts for part in (each // _SPLIT, each % _SPLIT)]
    asked = (
        sa.select(kind, channel, sa.func.count(), *(sa.func.sum(each) for each in amounts))
        .where(of_day(ORDERS, app_id, day))
        # By the length as well: MariaDB takes "WX " for "WX".
        .group_by(kind, channel, sa.func.length(kind), sa.func.length(channel))
    )
    sums = []
    for row in connection.execute(asked):
        operate_type, pay_type, rows, *parts = tuple(row)
        totals = [int(part) for part in parts]
        if is_narrow:
            totals = [
                high * _SPLIT + low for high, low in zip(totals[::2], totals[1::2], strict=True)
            ]
        fen, negative = totals
        sums.append(KindSum(operate_type or "", pay_type or "", rows, fen, fen - 2 * negative))
    return tuple(sorted(sums))


def receipts_in(
    connection: sa.Connection, *where: sa.ColumnElement[bool], to_replace: bool = False
) -> list[Kept]:
    """Return what is kept of the days that meet conditions, by merchant and day.

    Args:
        connection: A transaction's.
        where: The conditions.
        to_replace: Whether others who want to replace them have to wait for this transaction.
    """
    asked = sa.select(RECEIPTS.c.receipt, RECEIPTS.c.digest).where(*where)
    if to_replace:
        asked = asked.with_for_update()  # which SQLite's writers do anyway
    return kept_of((text, digest) for text, digest in connection.execute(asked))
