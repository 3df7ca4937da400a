"""The inbox for threads and pre-forked workers: no event loop anywhere."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator
from datetime import datetime
from typing import Generic, TypeVar, overload

from zhixiao_async import InvalidRequest, PaymentNotification, notify
from zhixiao_async.fields import Moment
from zhixiao_async.messages.text import Text
from zhixiao_async.notify import Confirmation, DeliveryMetrics, Handled, Outcome, Payment, Source
from zhixiao_async.store import Store

from ..inline import iter_inline, run_inline
from ..store import blocking_store

ConnectionT = TypeVar("ConnectionT")

Handler = Callable[[Payment, ConnectionT], object]
"""Your code, a plain ``def``: credits the payment through the transaction's connection, and never
commits."""


class Inbox(Generic[ConnectionT]):
    """Remembers which payments were handled, in the database that the handler writes to.

    Args:
        store: A SQLite file's path, or a store: this package's ``SQLiteStore``, or
            ``SessionStore`` or ``SQLStore`` of :mod:`zhixiao_sync.store.sql`.
        table: The table's name.

    Raises:
        InvalidRequest: The table's name isn't plain, or the store is for an event loop.
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
        self.awaited = notify.Inbox(blocking_store(store), table=table)

    @property
    def counts(self) -> DeliveryMetrics:
        """Metrics of this process's deliveries."""
        return self.awaited.counts

    def create_table(self) -> None:
        """Create the table; add what an earlier version's lacks.

        Safe from several processes at once.

        Raises:
            InvalidRequest: A table of this name is no inbox, or has one ``out_trade_no`` under two
                ``order_id``: an earlier version let those in.
        """
        run_inline(self.awaited.create_table())

    def handle(
        self,
        payment: PaymentNotification | Payment,
        handler: Handler[ConnectionT],
        *,
        confirm: Confirmation | None = None,
        connection: ConnectionT | None = None,
    ) -> Outcome:
        """Run the handler for a payment, unless that was done before.

        Arguments and errors as :meth:`zhixiao_async.notify.Inbox.handle`; returning means that it
        is committed: only then answer with success.
        """
        return run_inline(
            self.awaited.handle(payment, handler, confirm=confirm, connection=connection)
        )

    def rerun(self, app_id: str, order_id: str, handler: Handler[ConnectionT]) -> Handled:
        """Run a handler again for a payment that was handled before; it may credit it twice.

        Raises:
            InvalidRequest: The inbox has no such payment.
        """
        return run_inline(self.awaited.rerun(app_id, order_id, handler))

    def find(
        self,
        app_id: str | None = None,
        order_id: str | None = None,
        *,
        out_trade_no: str | None = None,
    ) -> Handled | None:
        """Return a payment that was handled, or None.

        Arguments and errors as :meth:`zhixiao_async.notify.Inbox.find`.
        """
        return run_inline(self.awaited.find(app_id, order_id, out_trade_no=out_trade_no))

    def search(self, number: str, *, app_id: str | None = None) -> list[Handled]:
        """Return the payments that have a number, the gateway's or the merchant's own.

        They are the latest first. Without ``app_id`` the whole table is read.
        """
        return run_inline(self.awaited.search(number, app_id=app_id))

    def latest(self, limit: int = 100, *, out_trade_no: str | None = None) -> list[Handled]:
        """Return payments that were handled, the latest first; of one ``out_trade_no`` if given."""
        return run_inline(self.awaited.latest(limit, out_trade_no=out_trade_no))

    def iter_handled(
        self,
        begin: Moment | None = None,
        end: Moment | None = None,
        *,
        app_id: str | None = None,
        source: Source | None = None,
        amount_confirmed: bool | None = None,
        rerun: bool | None = None,
    ) -> Generator[Handled, None, None]:
        """Yield the payments that were handled, the latest first: all, or those that are asked for.

        Arguments and errors as :meth:`zhixiao_async.notify.Inbox.iter_handled`.
        """
        return iter_inline(
            self.awaited.iter_handled(
                begin,
                end,
                app_id=app_id,
                source=source,
                amount_confirmed=amount_confirmed,
                rerun=rerun,
            )
        )

    def prune(self, *, before: datetime, max_age: float) -> int:
        """Remove the payments that were made and handled before a moment; return their number.

        Arguments and errors as :meth:`zhixiao_async.notify.Inbox.prune`.
        """
        return run_inline(self.awaited.prune(before=before, max_age=max_age))


def require_sync_inbox(inbox: Inbox[ConnectionT]) -> notify.Inbox[ConnectionT]:
    """Return the async inbox behind one of this package's.

    Raises:
        InvalidRequest: The inbox is of zhixiao_async.
    """
    if not isinstance(inbox, Inbox):
        raise InvalidRequest("inbox", Text("rule.not_sync_inbox"), given=type(inbox))
    return inbox.awaited
