"""The gateway on your own machine: for tests, for demos, and for a first try."""

from .clock import Clock
from .credentials import TEST_CREDENTIALS
from .errors import CannotStart
from .faults import Faults
from .gateway import Sandbox
from .notifications.attempt_log import Attempt
from .notifications.posting import DeliveryVerdict as Verdict
from .rules import Rules
from .server.dialect import Dialect
from .server.request_log import LoggedRequest as Entry
from .services.orders import Order
from .services.people import Student
from .services.refusals import Refusal
from .thread import SandboxThread

__all__ = [
    "TEST_CREDENTIALS",
    "Attempt",
    "CannotStart",
    "Clock",
    "Dialect",
    "Entry",
    "Faults",
    "Order",
    "Refusal",
    "Rules",
    "Sandbox",
    "SandboxThread",
    "Student",
    "Verdict",
]
