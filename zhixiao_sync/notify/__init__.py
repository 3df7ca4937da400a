"""Receiving payment notifications (section 2.5) in threads and pre-forked workers.

The adapters are modules of their own: ``flask``, ``django`` and ``wsgi``.
"""

from zhixiao_async.notify import (
    MAX_BODY,
    REFUSAL,
    Answer,
    Confirmation,
    Delivery,
    DeliveryMetrics,
    Handled,
    NotificationReceiver,
    Outcome,
    Payment,
    Source,
    SweepResult,
    inbox_table,
)

from ..store import SQLiteStore
from .inbox import Handler, Inbox
from .service import NotificationService, OnError, sweep

__all__ = [
    "MAX_BODY",
    "REFUSAL",
    "Answer",
    "Confirmation",
    "Delivery",
    "DeliveryMetrics",
    "Handled",
    "Handler",
    "Inbox",
    "NotificationReceiver",
    "NotificationService",
    "OnError",
    "Outcome",
    "Payment",
    "SQLiteStore",
    "Source",
    "SweepResult",
    "inbox_table",
    "sweep",
]
