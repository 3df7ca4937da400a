"""Rows of payments that every receiver refuses as too old are removed, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from time import time
from typing import Any

from ..errors import InvalidRequest
from ..fields import BEIJING, beijing
from ..store import Row, Store
from ..store.protocol import pages
from ..store.tables import Table
from .payment import Source
from .receiver import must_outlast_retries

CLOCKS = 86400
"""Seconds by which the gateway's clock, the receivers' and this one may differ, and a delivery that
was accepted may still be on its way."""


def must_be_over(before: datetime, max_age: float) -> datetime:
    """Return the moment, aware, if no receiver accepts a payment from before it.

    Raises:
        InvalidRequest: One does, or ``max_age`` isn't a receiver's.
    """
    latest = time() - must_outlast_retries(max_age) - CLOCKS
    if not isinstance(before, datetime):
        raise InvalidRequest("before", "must be a datetime", given=type(before))
    moment = beijing(before)
    if moment.timestamp() > latest:
        last = datetime.fromtimestamp(latest, BEIJING).isoformat(" ", "seconds")
        rule = f"must be {last} or earlier: max_age, and a day for clocks, have to lie behind it"
        raise InvalidRequest("before", rule, given=before)
    return moment


async def prune(store: Store[Any], table: Table, moment: datetime) -> int:
    """Remove the payments made and handled before a moment; return their number.

    A payment whose ``time_end`` no notification told stays. A sweep's is ``order_query``'s word:
    the notification's own may be unreadable, and then no receiver can tell its age.
    """
    removed = 0
    newest = dict.fromkeys(table.key, "") | {"handled_at": moment.isoformat()}
    async for page in pages(store, table, {}, newest_by="handled_at", after=newest):
        over = [row for row in page if _is_too_old(row, moment)]
        if over:
            removed += await _remove(store, table, over)
    return removed


async def _remove(store: Store[Any], table: Table, rows: Iterable[Row]) -> int:
    removed = 0
    by_merchant = sorted(rows, key=_merchant)
    async with store.transaction() as own:
        for app_id, group in groupby(by_merchant, _merchant):
            numbers = sorted(row["order_id"] for row in group)
            removed += await store.delete(own, table, {"app_id": app_id}, "order_id", numbers)
    return removed


def _merchant(row: Mapping[str, Any]) -> str:
    return str(row["app_id"])


def _is_too_old(row: Row, moment: datetime) -> bool:
    """Whether a notification told that it was paid before a moment.

    It is assumed that the gateway tells one time in all notifications of a payment.
    """
    if row["source"] != Source.NOTIFICATION:
        return False
    try:
        paid = datetime.fromisoformat(row["time_end"] or "")
    except ValueError:
        return False
    return paid.tzinfo is not None and paid < moment
