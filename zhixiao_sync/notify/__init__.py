"""Receiving payment notifications (section 2.5) in threads and pre-forked workers.

The adapters are modules of their own: ``flask``, ``django`` and ``wsgi``.
"""

from zhixiao_async.notify import (
    MAX_BODY,
    REFUSAL,
    Answer,
    Confirmation,
    Counts,
    Delivery,
    Handled,
    NotificationReceiver,
    Outcome,
    Payment,
    Source,
    Swept,
    inbox_table,
)

from ..store import SQLiteStore
from .inbox import Handler, Inbox, NotificationService, sweep

__all__ = [
    "MAX_BODY",
    "REFUSAL",
    "Answer",
    "Confirmation",
    "Counts",
    "Delivery",
    "Handled",
    "Handler",
    "Inbox",
    "NotificationReceiver",
    "NotificationService",
    "Outcome",
    "Payment",
    "SQLiteStore",
    "Source",
    "Swept",
    "inbox_table",
    "sweep",
]
