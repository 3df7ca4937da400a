"""Each payment handled once: the handler's work and the inbox's row commit together or not at all.

A duplicate finds the row. One that arrives while the first is still being handled waits at the
row's key, and then finds the row or takes its turn. A process that dies leaves nothing behind. An
order of the merchant's that turns up under a second number of the gateway's waits in the same way
at a unique index, which refuses it whatever its transaction sees.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from functools import partial
from time import monotonic
from typing import Any, Generic, TypeAlias, TypeVar, overload

import attrs

from ..endpoints import PaymentNotification
from ..errors import HandlerBroke, InvalidRequest
from ..fields import NumericId
from ..store import AlreadyThere, SQLiteStore, Store
from ..store.protocol import Ended, must_be_store
from .confirming import Confirmation, not_confirmed, spelled_out
from .counts import Counts, Tally
from .payment import Handled, Payment, Source, from_row, inbox_table, to_row
from .pruning import must_be_over, prune

ConnectionT = TypeVar("ConnectionT")

Handler: TypeAlias = Callable[[Payment, ConnectionT], Awaitable[object] | object]
"""Your code: credits the payment through the transaction's connection, and never commits."""


class Outcome(StrEnum):
    """What became of a payment that was brought to the inbox."""

    HANDLED = "handled"
    DUPLICATE = "duplicate"


class Inbox(Generic[ConnectionT]):
    """Remembers which payments were handled, in the database that the handler writes to.

    Args:
        store: A SQLite file's path, or a store: ``SQLiteStore``, or ``SQLStore`` of
            :mod:`zhixiao_async.store.sql` for PostgreSQL and MariaDB/MySQL.
        table: The table's name.

    Raises:
        InvalidRequest: The table's name isn't plain, or the store is none.
    """

    @overload
    def __init__(
        self: Inbox[sqlite3.Connection], store: str | os.PathLike[str], *, table: str = ...
    ) -> None: ...
    @overload
    def __init__(self, store: Store[ConnectionT], *, table: str = ...) -> None: ...
    def __init__(self, store: Any, *, table: str = "zhixiao_inbox") -> None:
        if isinstance(store, str | os.PathLike):
            store = SQLiteStore(store)
        self._store: Store[ConnectionT] = must_be_store(store)
        self._table = inbox_table(table)
        self.tally = Tally()

    @property
    def store(self) -> Store[ConnectionT]:
        """Where the rows are."""
        return self._store

    @property
    def counts(self) -> Counts:
        """What became of this process's deliveries."""
        return self.tally.counts

    async def create_table(self) -> None:
        """Create the table; add to one of an earlier version what it lacks.

        Safe from several processes at once.

        Raises:
            InvalidRequest: A table of this name is no inbox, or has one ``out_trade_no`` under two
                ``order_id``: an earlier version let those in.
        """
        await self._store.create(self._table)

    async def handle(
        self,
        payment: PaymentNotification | Payment,
        handler: Handler[ConnectionT],
        *,
        confirm: Confirmation | None = None,
        connection: ConnectionT | None = None,
    ) -> Outcome:
        """Run the handler for a payment, unless that was done before.

        Returning means that it is committed: only then answer with success.

        Args:
            payment: A genuine notification's.
            handler: Credits it. Whatever it raises undoes everything.
            confirm: Asks the gateway before the handler runs.
            connection: Your own: everything is then part of your transaction, and it is for you
                to commit before you answer.

        Raises:
            NotConfirmed: The gateway's books don't bear the notification out, a number of it came
                as a JSON number and there is no ``confirm`` to ask for the whole of it, or its
                ``out_trade_no`` was credited under another ``order_id``.
            HandlerBroke: The transaction was gone when the handler returned.
            Exception: Whatever the handler or the database raises. Answer with failure.
        """
        with self.tally.watching(payment) as settle:
            outcome = await self._handle(payment, handler, confirm, connection, settle)
            settle(outcome)
        return outcome

    async def _handle(
        self,
        brought: PaymentNotification | Payment,
        handler: Handler[ConnectionT],
        confirm: Confirmation | None,
        connection: ConnectionT | None,
        settle: Callable[[str], None],
    ) -> Outcome:
        if confirm is not None:
            confirm.require(blocking=self._store.blocking)
        if isinstance(brought, PaymentNotification):
            # With the key known a duplicate is known, whatever the merchant's number may be.
            half = _has_only_its_key(brought)
            if half and await self._is_handled(brought, connection):
                return Outcome.DUPLICATE
            brought = Payment.notified(await spelled_out(brought, confirm))
        payment = brought
        if confirm is not None:
            # Asking takes a while, so it is done while no row is locked, and not for a duplicate.
            if await self._is_handled(payment, connection):
                return Outcome.DUPLICATE
            payment = await confirm.confirmed(payment)
        try:
            # Cancelled from the commit on, it is handled all the same.
            handled = partial(settle, Outcome.HANDLED)
            async with self._store.transaction(connection, committed=handled) as own:
                await self._store.insert(own, self._table, to_row(payment))
                # A table of an earlier version has no unique index until create_table() adds it.
                _must_be_the_only_one(payment, await self._run(own, handler, payment))
        except AlreadyThere as refusal:
            async with self._looking(connection) as own:
                if await self._has(own, payment, current=True):
                    return Outcome.DUPLICATE
                _must_be_the_only_one(payment, await self._orders(own, payment, current=True))
            # Refused by a constraint of the user's own, or by a row that PostgreSQL's snapshot of
            # his transaction doesn't show.
            raise refusal.__cause__ or refusal from None
        return Outcome.HANDLED

    async def rerun(self, app_id: str, order_id: str, handler: Handler[ConnectionT]) -> Handled:
        """Run a handler again for a payment that was handled before; it may credit it twice.

        Raises:
            InvalidRequest: The inbox has no such payment.
            HandlerBroke: The transaction was gone when the handler returned.
            Exception: Whatever the handler or the database raises; nothing is changed then.
        """
        key, began = _key(app_id, order_id), monotonic()
        async with self._store.transaction() as own:
            # Counted before it is read: of two reruns at once, the second waits here.
            if not await self._store.increment(own, self._table, key, "reruns"):
                raise InvalidRequest("order_id", f"isn't in the inbox of {app_id}", given=order_id)
            handled = from_row((await self._store.select(own, self._table, key))[0])
            again = attrs.evolve(handled.payment, source=Source.RERUN)
            await self._run(own, handler, again)
        self.tally.reran(again, began)
        return handled

    async def find(self, app_id: str, order_id: str) -> Handled | None:
        """A payment that was handled, or None.

        Raises:
            InvalidRequest: The ``order_id`` came as a JSON number, and so is no key.
        """
        async with self._store.reading() as own:
            found = await self._store.select(own, self._table, _key(app_id, order_id))
        return from_row(found[0]) if found else None

    async def latest(self, limit: int = 100, *, out_trade_no: str | None = None) -> list[Handled]:
        """Payments that were handled, the latest first; those of one ``out_trade_no``, if given."""
        where = {} if out_trade_no is None else {"out_trade_no": out_trade_no}
        async with self._store.reading() as own:
            found = await self._store.select(
                own, self._table, where, newest_by="handled_at", limit=limit
            )
        return [from_row(row) for row in found]

    async def prune(self, *, before: datetime, max_age: float) -> int:
        """Remove the payments that were made and handled before a moment; return their number.

        They are removed in pages, each in a transaction of its own. A payment whose ``time_end``
        isn't known stays, and so does one that a sweep found: its notification may yet come, with a
        time that can't be read and so of any age. Whatever is removed can be credited again by
        whoever brings it: a sweep of a number that your books no longer hold for unpaid, or
        ``handle`` called by yourself.

        Args:
            before: The moment; Beijing time if it is naive.
            max_age: Seconds: the greatest ``max_age`` of all receivers whose notifications come
                to this inbox. Each must have one.

        Raises:
            InvalidRequest: A receiver may still accept a payment from before that moment: it must
                lie ``max_age`` and a day back.
        """
        return await prune(self._store, self._table, must_be_over(before, max_age))

    async def _is_handled(
        self, payment: Payment | PaymentNotification, connection: ConnectionT | None
    ) -> bool:
        async with self._looking(connection) as own:
            return await self._has(own, payment)

    @asynccontextmanager
    async def _looking(self, connection: ConnectionT | None) -> AsyncGenerator[ConnectionT, None]:
        if connection is not None:  # what it did itself, nobody else sees
            yield connection
            return
        async with self._store.reading() as own:
            yield own

    async def _has(
        self,
        own: ConnectionT,
        payment: Payment | PaymentNotification,
        *,
        current: bool = False,
    ) -> bool:
        key = _key(payment.app_id, payment.order_id)
        return bool(await self._store.select(own, self._table, key, current=current))

    async def _orders(
        self, own: ConnectionT, payment: Payment, *, current: bool = False
    ) -> set[str]:
        """The gateway's numbers under which the merchant's order is in the inbox."""
        number = {"app_id": payment.app_id, "out_trade_no": payment.out_trade_no}
        rows = await self._store.select(own, self._table, number, current=current)
        return {row["order_id"] for row in rows}

    async def _run(
        self, own: ConnectionT, handler: Handler[ConnectionT], payment: Payment
    ) -> set[str]:
        """Run the handler; return the order's numbers that the inbox has afterwards."""
        try:
            await self._store.run(own, handler, payment, own)
        except Ended as error:
            raise _broke(payment) from error.__cause__
        orders = await self._orders(own, payment)
        if payment.order_id not in orders:
            raise _broke(payment)
        return orders


def _has_only_its_key(told: PaymentNotification) -> bool:
    """Whether of both numbers only the merchant's own may have lost its zeros."""
    return isinstance(told.out_trade_no, NumericId) and not isinstance(told.order_id, NumericId)


def _must_be_the_only_one(payment: Payment, orders: set[str]) -> None:
    """Stop where one of the merchant's orders turns up under two of the gateway's numbers."""
    if orders - {payment.order_id}:
        reason = "its out_trade_no was credited under another order_id"
        raise not_confirmed(payment.out_trade_no, reason)


def _broke(payment: Payment) -> HandlerBroke:
    return HandlerBroke(
        "the handler returned, but the transaction that it ran in had been ended or broken "
        "meanwhile; it isn't committed here",
        out_trade_no=payment.out_trade_no,
    )


def _key(app_id: str, order_id: str) -> dict[str, str]:
    if isinstance(order_id, NumericId):
        rule = "must have its zeros: as a JSON number it is no key; look by out_trade_no (latest)"
        raise InvalidRequest("order_id", rule, given=order_id)
    return {"app_id": app_id, "order_id": order_id}


def refuse_blocking(inbox: Inbox[Any]) -> None:
    """Check that nothing waits for the database on an event loop.

    Raises:
        InvalidRequest: The inbox's store would, or the inbox is none for an event loop.
    """
    if not isinstance(inbox, Inbox):
        raise InvalidRequest("inbox", "must be an Inbox of zhixiao_async", given=type(inbox))
    if inbox.store.blocking:
        raise InvalidRequest(
            "inbox",
            "must have an AsyncEngine or zhixiao_async's SQLiteStore here; a sync Engine and "
            "zhixiao_sync's SQLiteStore are for zhixiao_sync",
        )
