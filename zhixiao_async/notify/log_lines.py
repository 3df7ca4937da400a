"""Log lines of deliveries: numbers, outcome and reason, nothing personal and no secret."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from time import monotonic

from ..endpoints import PaymentNotification
from ..errors import InvalidRequest, NotConfirmed
from ..telemetry.log_fields import log_fields, milliseconds
from .error_places import type_and_place
from .harmless_texts import harmless_text
from .logged_errors import as_logged
from .payment import PERSONAL_FIELDS, Payment, Source

logger = logging.getLogger("zhixiao.notify")

_NUMBERS = ("app_id", "order_id", "out_trade_no")


def log_notification(level: int, outcome: str, reason: str) -> None:
    """Log a delivery that was turned away, for a reason that quotes nothing of it."""
    _log(level, "notification", {"outcome": outcome, "reason": reason})


def log_unready(error: BaseException, advice: str = "") -> None:
    """Log that a delivery couldn't be taken, for there is no service.

    Args:
        error: What the making of the service ended in. This library's own text about a credential
            or a handler is logged with it, and repeats no secret.
        advice: What to do, where that is known without the error's text.
    """
    told = {"outcome": "failed", "error": type_and_place(error)}
    reason = str(error) if isinstance(error, InvalidRequest) and error.code else advice
    _log(logging.ERROR, "notification", {**told, "reason": reason} if reason else told)


def log_payment(
    level: int,
    outcome: str,
    payment: Payment | PaymentNotification,
    began: float,
    error: BaseException | None = None,
) -> None:
    """Log what became of a payment.

    Args:
        level: Python's.
        outcome: A word.
        payment: Its numbers are logged.
        began: The monotonic time at which its handling began.
        error: The error that the handling ended in; its traceback is logged as well.
    """
    source = payment.source if isinstance(payment, Payment) else Source.NOTIFICATION
    spent = milliseconds(monotonic() - began)
    told = {"outcome": outcome, "source": source.value, **_numbers(payment), "ms": spent}
    _log(level, "payment", told, error, _personal(payment))


def log_unreported(payment: Payment | PaymentNotification, error: BaseException | str) -> None:
    """Log that ``on_error`` failed, by an error or for a reason; the payment was logged before."""
    told = {"outcome": "unreported", **_numbers(payment)}
    if isinstance(error, str):
        _log(logging.ERROR, "payment", {**told, "reason": error})
    else:
        _log(logging.ERROR, "payment", told, error, _personal(payment))


def _numbers(payment: Payment | PaymentNotification) -> dict[str, str]:
    return {name: getattr(payment, name) for name in _NUMBERS}


def _personal(payment: Payment | PaymentNotification) -> list[str]:
    values = [getattr(payment, name) for name in PERSONAL_FIELDS]
    return [value for value in (*values, *payment.unreadable.values()) if value]


def _error_fields(error: BaseException, personal: Collection[str]) -> dict[str, str]:
    """Return an error's type and place, and its reason where that quotes nothing personal."""
    fields = {"error": type_and_place(error)}
    if isinstance(error, NotConfirmed) and error.reason:
        return {**fields, "reason": error.reason}
    reason = harmless_text(error, personal)
    return {**fields, "reason": reason} if reason else fields


def _log(
    level: int,
    subject: str,
    fields: Mapping[str, object],
    error: BaseException | None = None,
    personal: Collection[str] = (),
) -> None:
    if not logger.isEnabledFor(level):
        return
    shown = None
    if error is not None:
        fields = {**fields, **_error_fields(error, personal)}
        shown = as_logged(error, personal)
    log_fields(logger, level, subject, fields, shown)
