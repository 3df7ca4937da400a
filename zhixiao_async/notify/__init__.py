"""Receiving payment notifications (section 2.5), each payment once.

The adapters are modules of their own: ``aiohttp``, ``starlette`` (FastAPI too), ``django`` and
``asgi``; those for Flask and WSGI are in ``zhixiao_sync.notify``.
"""

from ..store import SQLiteStore
from .confirming import Confirmation
from .crediting import Handler
from .inbox import Inbox
from .metrics import DeliveryMetrics, Outcome
from .payment import Handled, Payment, Source
from .receiver import MAX_BODY, REFUSAL, Delivery, NotificationReceiver
from .reporting import OnError
from .service import Answer, NotificationService
from .sweeping import SweepResult, sweep
from .table import inbox_table

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
