"""Metrics of this process's deliveries; each delivery is counted and logged once."""

from __future__ import annotations

import logging
import threading
from enum import StrEnum
from time import monotonic
from types import TracebackType
from typing import Self

import attrs

from ..endpoints import PaymentNotification
from ..store.protocol import Commit
from ..telemetry.deliveries import DeliveryWatch, turned_away
from ..telemetry.observers import Delivery, load_observers
from .log_lines import log_notification, log_payment
from .payment import Payment, Source


class Outcome(StrEnum):
    """The end of a payment that was brought to the inbox."""

    HANDLED = "handled"
    DUPLICATE = "duplicate"


@attrs.frozen(kw_only=True)
class DeliveryMetrics:
    """Deliveries since the process started.

    Attributes:
        received: Bodies that arrived, genuine or not.
        handled: Payments whose handler ran and was committed.
        duplicate: Genuine, and handled before.
        refused: Not genuine.
        failed: Genuine, and not handled, or read away before the view: the gateway was told to
            come again.
    """

    received: int = 0
    handled: int = 0
    duplicate: int = 0
    refused: int = 0
    failed: int = 0


class MetricsRecorder:
    """Counts and logs deliveries, from any thread."""

    def __init__(self) -> None:
        load_observers()
        self._lock = threading.Lock()
        self._metrics = DeliveryMetrics()

    @property
    def metrics(self) -> DeliveryMetrics:
        """The metrics so far."""
        return self._metrics

    def received(self) -> None:
        """Count a body that has arrived."""
        self.count("received")

    def refused(self, reason: str) -> None:
        """Record a delivery that wasn't genuine, for a reason that quotes nothing of it."""
        self.count("refused")
        turned_away("refused")
        log_notification(logging.WARNING, "refused", reason)

    def read_before(self, reason: str) -> None:
        """Record a delivery whose body was read before it came here: the application's mistake."""
        self.count("failed")
        turned_away("failed")
        log_notification(logging.ERROR, "failed", reason)

    def record(self, payment: Payment | PaymentNotification) -> DeliveryRecord:
        """Begin the record of a payment that is to be handled now."""
        return DeliveryRecord(self, payment)

    def reran(self, payment: Payment, began: float) -> None:
        """Log a handler that was run again: it is no delivery, so it isn't counted."""
        log_payment(logging.INFO, "rerun", payment, began)

    def count(self, name: str) -> None:
        """Add 1 to a metric."""
        with self._lock:
            value = getattr(self._metrics, name) + 1
            self._metrics = attrs.evolve(self._metrics, **{name: value})


class DeliveryRecord:
    """The record of one payment's handling, which a ``with`` block closes.

    An error that leaves the block before :meth:`finish` makes the payment failed, unless its
    transaction had been committed by then.

    Attributes:
        commit: To be given to the payment's transaction.
        payment: The payment as far as it is known: with full numbers, and confirmed, once it is.
    """

    def __init__(self, recorder: MetricsRecorder, payment: Payment | PaymentNotification) -> None:
        self.commit = Commit()
        self._recorder = recorder
        self.payment = payment
        self._began = monotonic()

    def finish(self, outcome: Outcome) -> None:
        """Count and log the outcome."""
        self._recorder.count(outcome)
        log_payment(logging.INFO, outcome, self.payment, self._began)
        self._watch.end(outcome.value)

    def __enter__(self) -> Self:
        self._watch = DeliveryWatch(_delivery(self.payment))
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        __: TracebackType | None,
    ) -> None:
        if error is None:
            return
        if self.commit.done:  # cancelled since
            self.finish(Outcome.HANDLED)
            return
        self._recorder.count("failed")
        log_payment(logging.ERROR, "failed", self.payment, self._began, error)
        self._watch.end("failed", error)


def _delivery(payment: Payment | PaymentNotification) -> Delivery:
    source = payment.source if isinstance(payment, Payment) else Source.NOTIFICATION
    numbers = {name: getattr(payment, name) for name in ("app_id", "order_id", "out_trade_no")}
    return Delivery(source.value, numbers)
