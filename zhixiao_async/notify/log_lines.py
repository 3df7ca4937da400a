"""Log lines of deliveries: numbers, outcome and reason, nothing personal and no secret."""

from __future__ import annotations

import logging
import os
import sysconfig
import traceback
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from ..endpoints import PaymentNotification
from ..errors import InvalidRequest, NotConfirmed
from .payment import Payment, Source

logger = logging.getLogger("zhixiao.notify")

_OWN_FILES = f"{Path(__file__).parents[1]}{os.sep}"
_PYTHON_FILES = f"{sysconfig.get_path('stdlib')}{os.sep}"
_NUMBERS = ("app_id", "order_id", "out_trade_no")
_SCHEMA = ("no_table", "no_column")
_INSTALLED = {"site-packages", "dist-packages"}


def log_notification(level: int, outcome: str, reason: str) -> None:
    """Log a delivery that was turned away, for a reason that quotes nothing of it."""
    _log(level, "notification %s", {"outcome": outcome, "reason": reason})


def log_payment(
    level: int,
    outcome: str,
    payment: Payment | PaymentNotification,
    began: float,
    fields: Mapping[str, str] = {},
) -> None:
    """Log what became of a payment.

    Args:
        level: Python's.
        outcome: A word.
        payment: Its numbers are logged.
        began: The monotonic time at which its handling began.
        fields: More fields by name.
    """
    source = payment.source if isinstance(payment, Payment) else Source.NOTIFICATION
    numbers = {name: getattr(payment, name) for name in _NUMBERS}
    milliseconds = f"{(monotonic() - began) * 1000:.1f}"
    told = {"outcome": outcome, "source": source.value, **numbers, "ms": milliseconds, **fields}
    _log(level, "payment %s", told)


def error_fields(error: BaseException) -> dict[str, str]:
    """Return an error's type and place, and its reason where that quotes nothing personal."""
    fields = {"error": _type_and_place(error)}
    if isinstance(error, NotConfirmed) and error.reason:
        fields["reason"] = error.reason
    if isinstance(error, InvalidRequest) and (error.field in _NUMBERS or error.code in _SCHEMA):
        fields["reason"] = f"{error.field} {error.rule}"
    return fields


def plain(value: str) -> str:
    """Return a value as it is, or quoted if it could break the line or pass for another field."""
    return value if value.isprintable() and not set(value) & set(' "=') else ascii(value)


def _log(level: int, message: str, fields: Mapping[str, str]) -> None:
    text = " ".join(f"{name}={plain(value)}" for name, value in fields.items())
    extra = {f"zhixiao_{name}": value for name, value in fields.items()}
    logger.log(level, message, text, extra=extra)


def _type_and_place(error: BaseException) -> str:
    """Return an error's type and the line of the user's own that it came from.

    That is the last line outside of libraries; the error's own text may be personal.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not _is_library(frame.filename)]
    last = (own or frames)[-1:]
    place = "".join(f"@{Path(frame.filename).name}:{frame.lineno}" for frame in last)
    return f"{type(error).__name__}{place}"


def _is_library(file: str) -> bool:
    compiled = file.endswith(".pyx")  # and named without its folder; "<" begins generated code
    installed = not _INSTALLED.isdisjoint(Path(file).parts)
    return compiled or installed or file.startswith((_OWN_FILES, _PYTHON_FILES, "<"))
