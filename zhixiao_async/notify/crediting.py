"""Each payment credited once: the handler's work and the row commit together or not at all.

The row is inserted first, then the handler runs. A duplicate finds the row. One that arrives while
the first is still being handled waits at the row's key, and then finds the row or is handled
itself. A process that dies leaves nothing behind. An order of the merchant's that turns up under a
second number of the gateway's waits in the same way at a unique index, which refuses it whatever
its transaction sees.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeAlias, TypeVar

from ..endpoints import PaymentNotification
from ..errors import HandlerBroke
from ..fields import NumericId
from ..messages.text import Text
from ..store import DuplicateKey, Store
from ..store.protocol import Commit, TransactionEnded
from .callables import require_handler
from .confirming import Confirmation, require_confirmation
from .full_numbers import with_full_numbers
from .metrics import DeliveryRecord, Outcome
from .payment import Payment
from .queries import not_confirmed
from .table import InboxTable

ConnectionT = TypeVar("ConnectionT")

Handler: TypeAlias = Callable[[Payment, ConnectionT], Awaitable[object] | object]
"""Your code: credits the payment through the transaction's connection, and never commits."""


class Crediting(Generic[ConnectionT]):
    """Runs handlers in transactions that also write the payment's row.

    Args:
        store: The database.
        table: The inbox's table in it.
    """

    def __init__(self, store: Store[ConnectionT], table: InboxTable[ConnectionT]) -> None:
        self._store = store
        self._table = table

    async def handle(
        self,
        record: DeliveryRecord,
        handler: Handler[ConnectionT],
        confirm: Confirmation | None,
        connection: ConnectionT | None,
    ) -> Outcome:
        """Run the handler for a payment, unless that was done before; as :meth:`Inbox.handle`."""
        given = record.payment
        require_handler(handler, blocking=self._store.blocking)
        if confirm is not None:
            require_confirmation(confirm, blocking=self._store.blocking)
        if isinstance(given, PaymentNotification):
            # With the key known a duplicate is known, whatever the merchant's number may be.
            if _lacks_own_number_only(given) and await self._was_handled(given, connection):
                return Outcome.DUPLICATE
            queries = None if confirm is None else confirm.queries
            given = Payment.notified(await with_full_numbers(given, queries))
            record.payment = given
        if confirm is not None:
            # Asking takes a while, so it is done while no row is locked, and not for a duplicate.
            if await self._was_handled(given, connection):
                return Outcome.DUPLICATE
            record.payment = given = await confirm.confirmed(given)
        return await self._credit(given, handler, connection, record.commit)

    async def _credit(
        self,
        payment: Payment,
        handler: Handler[ConnectionT],
        connection: ConnectionT | None,
        commit: Commit,
    ) -> Outcome:
        try:
            async with self._store.transaction(connection, commit=commit) as own:
                await self._table.insert(own, payment)
                # A table of an earlier version has no unique index until create_table() adds it.
                _require_one_order_id(payment, await self.run(own, handler, payment))
        except DuplicateKey as refusal:
            async with self._reading(connection) as own:
                if await self._table.contains(own, payment, current=True):
                    return Outcome.DUPLICATE
                order_ids = await self._table.order_ids(own, payment, current=True)
                _require_one_order_id(payment, order_ids)
            # Refused by a constraint of the user's own, or by a row that PostgreSQL's snapshot of
            # the caller's transaction doesn't show.
            raise refusal.__cause__ or refusal from None
        return Outcome.HANDLED

    async def run(
        self, own: ConnectionT, handler: Handler[ConnectionT], payment: Payment
    ) -> set[str]:
        """Run the handler; return the order's numbers that the table has afterwards.

        Raises:
            HandlerBroke: The transaction was gone when the handler returned.
        """
        try:
            await self._store.run(own, handler, payment, own)
        except TransactionEnded as error:
            raise HandlerBroke(error.text, out_trade_no=payment.out_trade_no) from error.__cause__
        order_ids = await self._table.order_ids(own, payment)
        if payment.order_id not in order_ids:
            raise HandlerBroke(Text("error.handler_broke"), out_trade_no=payment.out_trade_no)
        return order_ids

    async def _was_handled(
        self, payment: Payment | PaymentNotification, connection: ConnectionT | None
    ) -> bool:
        async with self._reading(connection) as own:
            return await self._table.contains(own, payment)

    @asynccontextmanager
    async def _reading(self, connection: ConnectionT | None) -> AsyncGenerator[ConnectionT, None]:
        if connection is not None:  # only the caller's own transaction sees what it did itself
            yield connection
            return
        async with self._store.reading() as own:
            yield own


def _lacks_own_number_only(notification: PaymentNotification) -> bool:
    """Return whether only the merchant's number may have lost its zeros: the key is whole."""
    own, key = notification.out_trade_no, notification.order_id
    return isinstance(own, NumericId) and not isinstance(key, NumericId)


def _require_one_order_id(payment: Payment, order_ids: set[str]) -> None:
    """Refuse one of the merchant's orders that turns up under two of the gateway's numbers."""
    if order_ids - {payment.order_id}:
        raise not_confirmed(payment.out_trade_no, Text("reason.credited_before"))
