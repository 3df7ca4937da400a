"""Removing the rows of payments that every receiver refuses as too old, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from time import time
from typing import TypeVar

from ..errors import InvalidRequest
from ..fields import BEIJING, beijing
from ..messages.text import Text
from ..store import Row, Store
from ..store.all_rows import iter_pages
from ..store.tables import Table
from .payment import Source
from .receiver import must_outlast_retries

ConnectionT = TypeVar("ConnectionT")

CLOCKS = 86400
"""Seconds by which the gateway's clock, the receivers' and this one may differ, and for which a
delivery that was accepted may still be on its way."""


def must_be_over(before: datetime, max_age: float) -> datetime:
    """Return the moment, aware, if no receiver accepts a payment from before it.

    Raises:
        InvalidRequest: A receiver does, or ``max_age`` isn't a receiver's.
    """
    latest = time() - must_outlast_retries(max_age) - CLOCKS
    if not isinstance(before, datetime):
        raise InvalidRequest("before", Text("rule.not_datetime"), given=type(before))
    moment = beijing(before)
    if moment.timestamp() > latest:
        last = datetime.fromtimestamp(latest, BEIJING).isoformat(" ", "seconds")
        rule = Text("rule.too_late_to_prune", last=last)
        raise InvalidRequest("before", rule, given=before)
    return moment


async def prune(store: Store[ConnectionT], table: Table, moment: datetime) -> int:
    """Remove the payments made and handled before a moment; return their number.

    A payment whose ``time_end`` isn't from a notification stays. A sweep has it from
    ``order_query``: the notification's own may be unreadable, and then no receiver can tell its
    age.
    """
    removed = 0
    newest = dict.fromkeys(table.key, "") | {"handled_at": moment.isoformat()}
    async for page in iter_pages(store, table, {}, newest_by="handled_at", after=newest):
        too_old = [row for row in page if _is_too_old(row, moment)]
        if too_old:
            removed += await _remove(store, table, too_old)
    return removed


async def _remove(store: Store[ConnectionT], table: Table, rows: Iterable[Row]) -> int:
    removed = 0
    by_merchant = sorted(rows, key=_merchant)
    async with store.transaction() as own:
        for app_id, group in groupby(by_merchant, _merchant):
            numbers = sorted(row["order_id"] for row in group)
            removed += await store.delete(own, table, {"app_id": app_id}, "order_id", numbers)
    return removed


def _merchant(row: Row) -> str:
    return str(row["app_id"])


def _is_too_old(row: Row, moment: datetime) -> bool:
    """Return whether a notification says that the payment was made before a moment.

    It is assumed that all notifications of a payment name one time.
    """
    if row["source"] != Source.NOTIFICATION:
        return False
    try:
        paid = datetime.fromisoformat(row["time_end"] or "")
    except ValueError:
        return False
    return paid.tzinfo is not None and paid < moment
