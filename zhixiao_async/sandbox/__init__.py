"""The gateway on your own machine: for tests, for demos, and for a first afternoon."""

from .attempts import Attempt
from .clock import Clock
from .credentials import TEST_CREDENTIALS
from .delivery import Verdict
from .dialect import Dialect
from .errors import CannotStart
from .faults import Faults
from .gateway import Sandbox
from .journal import Entry
from .orders import Order
from .people import Student
from .refusals import Refusal
from .rules import Rules
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
