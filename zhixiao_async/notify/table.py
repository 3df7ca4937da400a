"""The inbox's table: a row for each payment that was handled."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from ..endpoints import PaymentNotification, PayType
from ..errors import InvalidRequest
from ..fields import BEIJING, JsonValue, NumericId
from ..messages.text import Text
from ..registry import Texts
from ..store import Column, Kind, Row, Store, Table, Value
from ..store.all_rows import iter_pages
from .payment import PAYER_FIELDS, Handled, Payment, Source

ConnectionT = TypeVar("ConnectionT")


def inbox_table(name: str = "zhixiao_inbox") -> Table:
    """Return the inbox's table: a row for each payment that was handled, and one for each order.

    ``payer`` holds personal data as JSON: ``uid``, ``user_no``, ``user_name``, ``pay_type``, and
    ``unreadable``, the text of what couldn't be read, if there was any.
    Times are ISO 8601 with +08:00, ``fee`` is in fen.

    Raises:
        InvalidRequest: The name isn't plain.
    """
    return Table(
        name,
        (
            Column("app_id", Kind.KEY, key=True),
            Column("order_id", Kind.KEY, key=True),
            Column("out_trade_no", Kind.KEY),
            Column("source", Kind.KEY),
            Column("fee", Kind.NUMBER, required=False),
            Column("time_end", Kind.KEY, required=False),
            Column("payer", Kind.TEXT),
            Column("handled_at", Kind.KEY),
            Column("reruns", Kind.NUMBER),
        ),
        indexes=(("handled_at",),),
        # The number comes first, so that it is found by this index without its merchant.
        unique=(("out_trade_no", "app_id"),),
    )


class InboxTable(Generic[ConnectionT]):
    """The table in a database, read and written in the caller's transactions.

    Args:
        store: The database.
        table: Made by :func:`inbox_table`.
    """

    def __init__(self, store: Store[ConnectionT], table: Table) -> None:
        self._store = store
        self.table = table

    async def insert(self, own: ConnectionT, payment: Payment) -> None:
        """Add a payment that is being handled.

        Raises:
            DuplicateKey: The payment, or another payment of its order, is there.
        """
        await self._store.insert(own, self.table, to_row(payment))

    async def contains(
        self, own: ConnectionT, payment: Payment | PaymentNotification, *, current: bool = False
    ) -> bool:
        """Return whether a payment was handled; ``current`` as for :meth:`Store.select`."""
        key = _key(payment.app_id, payment.order_id)
        return bool(await self._store.select(own, self.table, key, current=current))

    async def order_ids(
        self, own: ConnectionT, payment: Payment, *, current: bool = False
    ) -> set[str]:
        """Return the gateway's numbers under which the merchant's order was handled."""
        number = {"app_id": payment.app_id, "out_trade_no": payment.out_trade_no}
        rows = await self._store.select(own, self.table, number, current=current)
        return {row["order_id"] for row in rows}

    async def find(self, own: ConnectionT, app_id: str, order_id: str) -> Handled | None:
        """Return a payment that was handled, or None."""
        rows = await self._store.select(own, self.table, _key(app_id, order_id))
        return from_row(rows[0]) if rows else None

    async def latest(
        self, own: ConnectionT, where: Mapping[str, Value], limit: int | None
    ) -> list[Handled]:
        """Return the payments that have these values, the latest first."""
        rows = await self._store.select(own, self.table, where, newest_by="handled_at", limit=limit)
        return [from_row(row) for row in rows]

    async def iter_handled(
        self, where: Mapping[str, Value], begin: datetime | None, end: datetime | None
    ) -> AsyncGenerator[Handled, None]:
        """Yield the payments that have these values and were handled in a period, the latest first.

        Args:
            where: The values by column.
            begin: The first moment, Beijing time.
            end: The moment after the last, Beijing time.
        """
        after = None
        if end is not None:
            after = dict.fromkeys(self.table.key, "") | {"handled_at": end.isoformat()}
        async for page in iter_pages(
            self._store, self.table, where, newest_by="handled_at", after=after
        ):
            for row in page:
                handled = from_row(row)
                if begin is not None and handled.handled_at < begin:
                    return
                yield handled

    async def count_rerun(self, own: ConnectionT, app_id: str, order_id: str) -> Handled | None:
        """Count a rerun, and return its payment; None if the inbox has no such payment.

        Counted before it is read: of two reruns at once, the second waits here.
        """
        if not await self._store.increment(own, self.table, _key(app_id, order_id), "reruns"):
            return None
        return await self.find(own, app_id, order_id)


def to_row(payment: Payment) -> dict[str, Value]:
    """Return the row of a payment that is handled now."""
    return {
        "app_id": payment.app_id,
        "order_id": payment.order_id,
        "out_trade_no": payment.out_trade_no,
        "source": payment.source.value,
        "fee": payment.fee,
        "time_end": payment.time_end.isoformat() if payment.time_end else None,
        "payer": json.dumps(_payer(payment)),
        # Of two payments in one millisecond the second is the newer one.
        "handled_at": datetime.now(BEIJING).isoformat(timespec="microseconds"),
        "reruns": 0,
    }


def _payer(payment: Payment) -> dict[str, JsonValue]:
    payer: dict[str, JsonValue] = {name: getattr(payment, name) for name in PAYER_FIELDS}
    if payment.unreadable:
        payer["unreadable"] = {**payment.unreadable}
    return payer


def from_row(row: Row) -> Handled:
    """Return the payment that a row keeps."""
    payer = json.loads(row["payer"])
    pay_type = payer.pop("pay_type", None)
    unreadable = payer.pop("unreadable", {})
    names = ("app_id", "order_id", "out_trade_no", "fee")
    return Handled(
        payment=Payment(
            **{name: row[name] for name in names},
            **payer,
            source=Source(row["source"]),
            time_end=datetime.fromisoformat(row["time_end"]) if row["time_end"] else None,
            pay_type=PayType(pay_type) if pay_type else None,
            unreadable=Texts(unreadable),
        ),
        handled_at=datetime.fromisoformat(row["handled_at"]),
        reruns=row["reruns"],
    )


def _key(app_id: str, order_id: str) -> dict[str, str]:
    if isinstance(order_id, NumericId):
        raise InvalidRequest("order_id", Text("rule.number_without_zeros"), given=order_id)
    return {"app_id": app_id, "order_id": order_id}
