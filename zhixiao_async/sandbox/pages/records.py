"""The console's records, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Row

import attrs

from ..notifications.notifier import Notifier
from ..server.request_log import RequestLog
from ..services.context import GatewayContext
from ..services.orders import FIND, Order

SHOWN = 50


@attrs.frozen
class Section:
    """A kind of record.

    Attributes:
        name: Of the section's text and template.
        count: How many records there are.
        records: The newest 50.
    """

    name: str
    count: int
    records: Sequence[object]


class Records:
    """The gateway's tables and logs."""

    def __init__(
        self, context: GatewayContext, request_log: RequestLog, notifier: Notifier
    ) -> None:
        self._context = context
        self._request_log = request_log
        self._notifier = notifier

    def sections(self) -> list[Section]:
        """Return every kind of record, in the order of the page."""
        orders = [Order.from_row(row) for row in self._newest(FIND, "seq")]
        refunds = self._newest("SELECT * FROM refunds", "seq")
        receipts = self._newest("SELECT * FROM receipts", "issued")
        attempts = self._notifier.attempt_log.newest(SHOWN)
        return [
            Section("orders", self._count("orders"), orders),
            Section("refunds", self._count("refunds"), refunds),
            Section("receipts", self._count("receipts"), receipts),
            Section("notifications", self._count("attempts"), attempts),
            Section("requests", self._count("requests"), self._request_log.newest(SHOWN)),
        ]

    def _newest(self, query: str, by: str) -> list[Row]:
        return self._context.database.all(f"{query} ORDER BY {by} DESC LIMIT ?", SHOWN)

    def _count(self, table: str) -> int:
        query = f"SELECT count(*) FROM {table}"  # noqa: S608 - one of our own tables
        count: int = self._context.database.one(query)[0]
        return count
