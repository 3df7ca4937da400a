"""One day from the gateway, by itself: its rows in order, without those of the next midnight.

Trades and refunds are asked for one after the other: the document doesn't say that a listing
without a mask has both.

Where windows include their end, a row of midnight is listed by two days. So the second that begins
at midnight is asked for as well, and what it lists is left to the next day: each row has one day,
whichever way the gateway reads "end".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

import attrs
import pyarrow as pa

from ...client import Client
from ...endpoints import Mask
from ...fields import BEIJING
from ..tables import OrderBatch
from ..targets.kernels import Values, kernels
from .days import window_of
from .row_order import in_order

_SECOND = timedelta(seconds=1)
_BOTH = (Mask.TRADE, Mask.REFUND)

_Key: TypeAlias = tuple[Any, ...]


@attrs.frozen(kw_only=True)
class DayReading:
    """A day as the gateway listed it.

    Attributes:
        day: The day.
        orders: Its rows, of ``ORDER_SCHEMA``, in the export's order.
        total_size: Rows that the gateway counted in the day's window.
        seam_rows: Rows of the window that are left to the next day.
        is_open: Whether the day could still change when its reading began.
        begun_at: When its reading began, Beijing time.
    """

    day: date
    orders: pa.Table
    total_size: int
    seam_rows: int
    is_open: bool
    begun_at: datetime


async def read_day(client: Client, day: date, *, page_size: int, concurrency: int) -> DayReading:
    """Read a day.

    Raises:
        ZhixiaoError: As ``iter_orders``.
    """
    begun_at = datetime.now(BEIJING)
    begin, end = window_of(day)
    pages = [
        page
        async for page in client.iter_order_batches(
            begin, end, mask=_BOTH, split=None, page_size=page_size, concurrency=concurrency
        )
    ]
    table = pa.Table.from_batches([page.batch for page in pages]).unify_dictionaries()
    seam = await _seam(client, end) if begun_at >= end else []
    orders = _without(table, seam)
    return DayReading(
        day=day,
        orders=in_order(orders),
        total_size=_total_size(pages),
        seam_rows=table.num_rows - orders.num_rows,
        is_open=any(page.is_open for page in pages),
        begun_at=begun_at,
    )


async def _seam(client: Client, end: datetime) -> list[OrderBatch]:
    """Read the second after a day, of which nothing can be listed before the day is over."""
    pages = client.iter_order_batches(end, end + _SECOND, mask=_BOTH, split=None)
    return [page async for page in pages]


def _total_size(pages: Iterable[OrderBatch]) -> int:
    """Return the rows that the gateway counts: an open window may grow while it is read."""
    totals: dict[Mask | None, int] = {}
    for page in pages:
        totals[page.mask] = max(page.total_size, totals.get(page.mask, 0))
    return sum(totals.values())


def _without(table: pa.Table, seam: Iterable[OrderBatch]) -> pa.Table:
    """Return a day's rows without those of the seam, of which each is left out once."""
    pages = [page.batch for page in seam]
    keys = Counter(_key(row) for page in pages for row in page.to_pylist())
    if not keys:
        return table
    may_be = _may_be_of(pa.Table.from_batches(pages), table)
    kept = []
    for row in table.filter(may_be).to_pylist():
        key = _key(row)
        kept.append(keys[key] <= 0)
        keys[key] -= 1
    everything = pa.repeat(pa.scalar(True), table.num_rows)
    return table.filter(kernels.replace_with_mask(everything, may_be, pa.array(kept, pa.bool_())))


def _may_be_of(seam: pa.Table, table: pa.Table) -> Values:
    """Return which rows are worth a closer look, since making Python's of all takes a second."""
    found = [
        kernels.is_in(table.column(name), value_set=seam.column(name).combine_chunks())
        for name in ("id", "order_date")
    ]
    may_be: Values = kernels.and_(*found).combine_chunks()
    return may_be


def _key(row: dict[str, Any]) -> _Key:
    """Return what makes a row the one that it is: ids may be unique only within a day."""
    if row["id"] is not None:
        return row["id"], row["order_date"]
    return tuple(row.values())
