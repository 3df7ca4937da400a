"""The inbox and the service for threads and pre-forked workers: no event loop anywhere."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar, overload

from zhixiao_async import InvalidRequest, NotificationReceiver, PaymentNotification
from zhixiao_async import notify as awaited
from zhixiao_async.notify import Answer, Confirmation, Counts, Handled, Outcome, Payment, Swept
from zhixiao_async.notify.confirming import Asks
from zhixiao_async.notify.sweeping import sweeping
from zhixiao_async.store import Store

from .._complete import complete
from ..store import blocking

ConnectionT = TypeVar("ConnectionT")

Handler = Callable[[Payment, ConnectionT], object]
"""Your code, a plain ``def``: credits the payment through the transaction's connection, and never
commits."""


class Inbox(Generic[ConnectionT]):
    """Remembers which payments were handled, in the database that the handler writes to.

    Args:
        store: A SQLite file's path, or a store: this package's ``SQLiteStore``, or ``SQLStore`` of
            :mod:`zhixiao_async.store.sql` with a sync ``Engine``.
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
    def __init__(self, store: Any, *, table: str = "zhixiao_inbox") -> None:
        kept: Store[ConnectionT] = blocking(store)
        self.awaited = awaited.Inbox(kept, table=table)

    @property
    def counts(self) -> Counts:
        """What became of this process's deliveries."""
        return self.awaited.counts

    def create_table(self) -> None:
        """Create the table; add to one of an earlier version what it lacks.

        Safe from several processes at once.

        Raises:
            InvalidRequest: A table of this name is no inbox, or has one ``out_trade_no`` under two
                ``order_id``: an earlier version let those in.
        """
        complete(self.awaited.create_table())

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
        return complete(
            self.awaited.handle(payment, handler, confirm=confirm, connection=connection)
        )

    def rerun(self, app_id: str, order_id: str, handler: Handler[ConnectionT]) -> Handled:
        """Run a handler again for a payment that was handled before; it may credit it twice.

        Raises:
            InvalidRequest: The inbox has no such payment.
        """
        return complete(self.awaited.rerun(app_id, order_id, handler))

    def find(self, app_id: str, order_id: str) -> Handled | None:
        """A payment that was handled, or None."""
        return complete(self.awaited.find(app_id, order_id))

    def latest(self, limit: int = 100, *, out_trade_no: str | None = None) -> list[Handled]:
        """Payments that were handled, the latest first; those of one ``out_trade_no``, if given."""
        return complete(self.awaited.latest(limit, out_trade_no=out_trade_no))

    def prune(self, *, before: datetime, max_age: float) -> int:
        """Remove the payments that were made and handled before a moment; return their number.

        Arguments and errors as :meth:`zhixiao_async.notify.Inbox.prune`.
        """
        return complete(self.awaited.prune(before=before, max_age=max_age))


class _BlockingService(awaited.NotificationService[ConnectionT]):
    _may_block = True


class NotificationService(Generic[ConnectionT]):
    """What stands behind a ``notify_url``: verified, handled once, answered.

    Arguments as :class:`zhixiao_async.notify.NotificationService`.

    Raises:
        InvalidRequest: The inbox is none of this package's.
    """

    def __init__(
        self,
        receiver: NotificationReceiver,
        inbox: Inbox[ConnectionT],
        handler: Handler[ConnectionT],
        *,
        confirm: Confirmation | None = None,
    ) -> None:
        self._awaited = _BlockingService(receiver, _awaited(inbox), handler, confirm=confirm)

    @property
    def counts(self) -> Counts:
        """What became of this process's deliveries."""
        return self._awaited.counts

    def answer(self, method: str, body: bytes, *, read_before: str | None = None) -> Answer:
        """Take one delivery; as :meth:`zhixiao_async.notify.NotificationService.answer`."""
        return complete(self._awaited.answer(method, body, read_before=read_before))


def sweep(
    client: Asks,
    pending: Iterable[str],
    inbox: Inbox[ConnectionT],
    handler: Handler[ConnectionT],
    *,
    confirm: Confirmation | None = None,
    pace: float = 0.2,
) -> Swept:
    """Ask for each of your unpaid orders; as :func:`zhixiao_async.notify.sweep`."""
    kept = _awaited(inbox)
    return complete(sweeping(client, pending, kept, handler, confirm, pace, time.sleep))


def _awaited(inbox: Inbox[ConnectionT]) -> awaited.Inbox[ConnectionT]:
    if not isinstance(inbox, Inbox):
        raise InvalidRequest("inbox", "must be an Inbox of zhixiao_sync", given=type(inbox))
    return inbox.awaited
