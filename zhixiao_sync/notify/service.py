"""The notification service and the sweep for threads and pre-forked workers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeAlias, TypeVar

from zhixiao_async import NotificationReceiver, PaymentNotification, notify
from zhixiao_async.notify import (
    Answer,
    Confirmation,
    Delivery,
    DeliveryMetrics,
    Payment,
    SweepResult,
)
from zhixiao_async.notify.queries import QueryClient
from zhixiao_async.notify.reporting import report_here
from zhixiao_async.notify.sweeping import sweeping

from ..inline import run_inline
from .inbox import Handler, Inbox, require_sync_inbox

ConnectionT = TypeVar("ConnectionT")

OnError: TypeAlias = Callable[[Payment | PaymentNotification, Exception, Delivery], object]
"""Your code, a plain ``def``: told of a payment that wasn't handled, of the error, and of the
delivery."""


class _BlockingService(notify.NotificationService[ConnectionT]):
    _may_block = True

    async def _report(
        self, payment: Payment | PaymentNotification, error: Exception, delivery: Delivery
    ) -> None:
        if self._on_error is not None:
            report_here(self._on_error, payment, error, delivery)


class NotificationService(Generic[ConnectionT]):
    """The service behind a ``notify_url``: it verifies, handles once, answers.

    Arguments as :class:`zhixiao_async.notify.NotificationService`. ``on_error`` runs in the calling
    thread, and the answer waits for it.

    Raises:
        InvalidRequest: The inbox, or a client of ``confirm``, is of zhixiao_async; or the handler
            or ``on_error`` can't be called so.
    """

    def __init__(
        self,
        receiver: NotificationReceiver,
        inbox: Inbox[ConnectionT],
        handler: Handler[ConnectionT],
        *,
        confirm: Confirmation | None = None,
        on_error: OnError | None = None,
    ) -> None:
        awaited = require_sync_inbox(inbox)
        self._awaited = _BlockingService(
            receiver, awaited, handler, confirm=confirm, on_error=on_error
        )

    @property
    def counts(self) -> DeliveryMetrics:
        """Metrics of this process's deliveries."""
        return self._awaited.counts

    def answer(self, method: str, body: bytes, *, read_before: str | None = None) -> Answer:
        """Take one delivery; as :meth:`zhixiao_async.notify.NotificationService.answer`."""
        return run_inline(self._awaited.answer(method, body, read_before=read_before))


def sweep(
    client: QueryClient,
    pending: Iterable[str],
    inbox: Inbox[ConnectionT],
    handler: Handler[ConnectionT],
    *,
    confirm: Confirmation | None = None,
    pace: float = 0.2,
) -> SweepResult:
    """Query each of your unpaid orders; as :func:`zhixiao_async.notify.sweep`."""
    awaited = require_sync_inbox(inbox)
    return run_inline(sweeping(client, pending, awaited, handler, confirm, pace, time.sleep))
