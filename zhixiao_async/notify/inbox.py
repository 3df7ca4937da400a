"""The inbox: which payments were handled, in the database that the handler writes to."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from time import monotonic
from typing import Generic, TypeVar, overload

import attrs

from ..endpoints import PaymentNotification
from ..errors import InvalidRequest
from ..messages.text import Text
from ..store import Store
from ..store.sqlite import store_or_file
from .callables import require_handler
from .confirming import Confirmation
from .crediting import Crediting, Handler
from .metrics import DeliveryMetrics, DeliveryRecord, MetricsRecorder, Outcome
from .payment import Handled, Payment, Source
from .pruning import must_be_over, prune
from .reading import InboxReading
from .table import InboxTable, inbox_table

ConnectionT = TypeVar("ConnectionT")


class Inbox(InboxReading[ConnectionT], Generic[ConnectionT]):
    """Remembers which payments were handled, in the database that the handler writes to.

    Args:
        store: A SQLite file's path, or a store: ``SQLiteStore``, or ``SessionStore`` or
            ``SQLStore`` of :mod:`zhixiao_async.store.sql` for PostgreSQL and MariaDB/MySQL.
        table: The table's name.

    Raises:
        InvalidRequest: The table's name isn't plain, or ``store`` is something else.
    """

    @overload
    def __init__(
        self: Inbox[sqlite3.Connection], store: str | os.PathLike[str], *, table: str = ...
    ) -> None: ...
    @overload
    def __init__(self, store: Store[ConnectionT], *, table: str = ...) -> None: ...
    def __init__(
        self, store: Store[ConnectionT] | str | os.PathLike[str], *, table: str = "zhixiao_inbox"
    ) -> None:
        self._store = store_or_file(store)
        self._table = InboxTable(self._store, inbox_table(table))
        self._crediting = Crediting(self._store, self._table)
        self.recorder = MetricsRecorder()

    @property
    def store(self) -> Store[ConnectionT]:
        """The database."""
        return self._store

    @property
    def counts(self) -> DeliveryMetrics:
        """Metrics of this process's deliveries."""
        return self.recorder.metrics

    async def create_table(self) -> None:
        """Create the table; add what an earlier version's lacks.

        Safe from several processes at once.

        Raises:
            InvalidRequest: A table of this name is no inbox, or has one ``out_trade_no`` under two
                ``order_id``: an earlier version let those in.
        """
        await self._store.create(self._table.table)

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
            connection: Your own, or your own session: everything is then part of your
                transaction, and it is for you to commit before you answer.

        Raises:
            InvalidRequest: The handler can't be called with a payment and a connection, or nothing
                of it would run: an ``async def`` that nobody awaits, a function with a ``yield``.
            NotConfirmed: The gateway's books don't bear the notification out, a number of it came
                as a JSON number and there is no ``confirm`` to ask for the whole of it, or its
                ``out_trade_no`` was credited under another ``order_id``.
            HandlerBroke: The transaction was gone when the handler returned.
            Exception: Whatever the handler or the database raises. Answer with failure.
        """
        record = self.recorder.record(payment)
        return await self.handle_recorded(record, handler, confirm, connection)

    async def handle_recorded(
        self,
        record: DeliveryRecord,
        handler: Handler[ConnectionT],
        confirm: Confirmation | None = None,
        connection: ConnectionT | None = None,
    ) -> Outcome:
        """Run the handler for a record's payment, and close the record; as :meth:`handle`."""
        with record:
            outcome = await self._crediting.handle(record, handler, confirm, connection)
            record.finish(outcome)
        return outcome

    async def rerun(self, app_id: str, order_id: str, handler: Handler[ConnectionT]) -> Handled:
        """Run a handler again for a payment that was handled before; it may credit it twice.

        Raises:
            InvalidRequest: The inbox has no such payment, or the handler can't be called.
            HandlerBroke: The transaction was gone when the handler returned.
            Exception: Whatever the handler or the database raises; nothing is changed then.
        """
        require_handler(handler, blocking=self._store.blocking)
        began = monotonic()
        async with self._store.transaction() as own:
            handled = await self._table.count_rerun(own, app_id, order_id)
            if handled is None:
                rule = Text("rule.not_in_the_inbox", app_id=app_id)
                raise InvalidRequest("order_id", rule, given=order_id)
            payment = attrs.evolve(handled.payment, source=Source.RERUN)
            await self._crediting.run(own, handler, payment)
        self.recorder.reran(payment, began)
        return handled

    async def prune(self, *, before: datetime, max_age: float) -> int:
        """Remove the payments that were made and handled before a moment; return their number.

        They are removed in pages, each in a transaction of its own. A payment whose ``time_end``
        isn't known stays, and so does one that a sweep found: its notification may yet come, with a
        time that can't be read and so of any age. Whatever is removed can be credited again: by a
        sweep of a number that your books no longer hold for unpaid, or by your own call of
        ``handle``.

        Args:
            before: The moment; Beijing time if it is naive.
            max_age: Seconds: the greatest ``max_age`` of all receivers whose notifications come
                to this inbox. Each must have one.

        Raises:
            InvalidRequest: A receiver may still accept a payment from before that moment: it must
                lie ``max_age`` and a day back.
        """
        return await prune(self._store, self._table.table, must_be_over(before, max_age))


def require_async_inbox(inbox: object) -> None:
    """Check that nothing in an inbox waits for the database on an event loop.

    Raises:
        InvalidRequest: The inbox is zhixiao_sync's, or its store blocks.
    """
    if not isinstance(inbox, Inbox):
        raise InvalidRequest("inbox", Text("rule.not_async_inbox"), given=type(inbox))
    if inbox.store.blocking:
        raise InvalidRequest("inbox", Text("rule.blocking_inbox"))
