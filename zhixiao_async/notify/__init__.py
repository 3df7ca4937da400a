"""Receiving payment notifications (section 2.5), each payment once.

The adapters are modules of their own: ``aiohttp``, ``starlette`` (FastAPI too), ``django`` and
``asgi``; those for Flask and WSGI are in ``zhixiao_sync.notify``.
"""

from ..store import SQLiteStore
from .confirming import Confirmation
from .counts import Counts
from .inbox import Handler, Inbox, Outcome
from .payment import Handled, Payment, Source, inbox_table
from .receiver import MAX_BODY, REFUSAL, Delivery, NotificationReceiver
from .service import Answer, NotificationService
from .sweeping import Swept, sweep

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
