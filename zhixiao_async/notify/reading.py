"""The payments that an inbox has handled, looked for by their numbers and listed by their times."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Generic, TypeVar

from ..errors import InvalidRequest
from ..fields import Moment, NumericId, begin_of, beijing, end_of
from ..messages.text import Text
from ..store import Store, Value
from .payment import Handled, Source
from .table import InboxTable

ConnectionT = TypeVar("ConnectionT")


class InboxReading(Generic[ConnectionT]):
    """The part of an inbox that reads."""

    _store: Store[ConnectionT]
    _table: InboxTable[ConnectionT]

    async def find(
        self,
        app_id: str | None = None,
        order_id: str | None = None,
        *,
        out_trade_no: str | None = None,
    ) -> Handled | None:
        """Return a payment that was handled, or None.

        Args:
            app_id: The merchant's. It may be left out where only one merchant has such a number;
                the whole table is then read for an ``order_id``.
            order_id: The gateway's number.
            out_trade_no: The merchant's own number.

        Raises:
            InvalidRequest: Neither number is given; the ``order_id`` came as a JSON number, and so
                is no key; or payments of several merchants have the number.
        """
        numbers = {"order_id": order_id, "out_trade_no": out_trade_no}
        where = {name: number for name, number in numbers.items() if number is not None}
        if not where:
            raise InvalidRequest("order_id", Text("rule.no_number"))
        found = await self._having(app_id, where)
        app_ids = sorted({handled.payment.app_id for handled in found})
        if len(app_ids) > 1:
            rule = Text("rule.several_merchants", app_ids=", ".join(app_ids))
            raise InvalidRequest("app_id", rule)
        return found[0] if found else None

    async def search(self, number: str, *, app_id: str | None = None) -> list[Handled]:
        """Return the payments that have a number, the gateway's or the merchant's own.

        They are the latest first. Without ``app_id`` the whole table is read.
        """
        found = await self._having(app_id, {"out_trade_no": number})
        own = {handled.payment.key for handled in found}
        others = await self._having(app_id, {"order_id": number})
        found += [handled for handled in others if handled.payment.key not in own]
        return sorted(found, key=lambda handled: handled.handled_at, reverse=True)

    async def _having(self, app_id: str | None, where: dict[str, str]) -> list[Handled]:
        number = where.get("order_id")
        if isinstance(number, NumericId):
            raise InvalidRequest("order_id", Text("rule.number_without_zeros"), given=number)
        merchant = {} if app_id is None else {"app_id": app_id}
        async with self._store.reading() as own:
            return await self._table.latest(own, {**merchant, **where}, None)

    async def latest(self, limit: int = 100, *, out_trade_no: str | None = None) -> list[Handled]:
        """Return payments that were handled, the latest first; of one ``out_trade_no`` if given."""
        where = {} if out_trade_no is None else {"out_trade_no": out_trade_no}
        async with self._store.reading() as own:
            return await self._table.latest(own, where, limit)

    def iter_handled(
        self,
        begin: Moment | None = None,
        end: Moment | None = None,
        *,
        app_id: str | None = None,
        source: Source | None = None,
        amount_confirmed: bool | None = None,
        rerun: bool | None = None,
    ) -> AsyncGenerator[Handled, None]:
        """Yield the payments that were handled, the latest first: all, or those that are asked for.

        They are read in pages, and between two pages no transaction is open.

        Args:
            begin: The first moment; a day's first for a date.
            end: The moment after the last; for a date that day is part of the period.
            app_id: The merchant's.
            source: How the payment became known: ``NOTIFICATION`` or ``SWEEP``.
            amount_confirmed: Whether its amount was confirmed by the gateway's books.
            rerun: Whether the handler was run again for it.

        Raises:
            InvalidRequest: Not a moment, or the end isn't after the begin.
        """
        first, after = _moment("begin", begin), _moment("end", end)
        if first is not None and after is not None and first >= after:
            raise InvalidRequest("end", Text("rule.not_after", other="begin"), given=str(after))
        where: dict[str, Value] = {} if app_id is None else {"app_id": app_id}
        if source is not None:
            where["source"] = Source(source).value
        if amount_confirmed is False:
            where["fee"] = None
        rows = self._table.iter_handled(where, first, after)
        return _matching(rows, amount_confirmed, rerun)


async def _matching(
    rows: AsyncGenerator[Handled, None], confirmed: bool | None, rerun: bool | None
) -> AsyncGenerator[Handled, None]:
    try:
        async for handled in rows:
            is_confirmed, was_rerun = handled.payment.amount_confirmed, handled.reruns > 0
            if confirmed in (None, is_confirmed) and rerun in (None, was_rerun):
                yield handled
    finally:
        await rows.aclose()


def _moment(name: str, value: Moment | None) -> datetime | None:
    if value is None:
        return None
    moment = begin_of(value) if name == "begin" else end_of(value)
    if not isinstance(moment, datetime):
        raise InvalidRequest(name, Text("rule.not_datetime"), given=moment)
    return beijing(moment)
