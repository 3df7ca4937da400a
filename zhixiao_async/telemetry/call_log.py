"""Log lines of calls: one for each, and at DEBUG one for each attempt."""

from __future__ import annotations

import logging

from .call_record import AttemptRecord, CallRecord
from .log_fields import log_fields, milliseconds

logger = logging.getLogger("zhixiao.calls")


def logs_attempts() -> bool:
    """Return whether attempts are logged."""
    return logger.isEnabledFor(logging.DEBUG)


def logs_calls() -> bool:
    """Return whether calls are logged whose money isn't in doubt."""
    return logger.isEnabledFor(logging.INFO)


def log_attempt(call: CallRecord, attempt: AttemptRecord) -> None:
    """Log an attempt."""
    fields: dict[str, object] = {
        **_subject(call),
        "attempt": attempt.number,
        "stage": attempt.stage,
        "status": attempt.status,
        "ms": milliseconds(attempt.seconds),
        "reason": attempt.reason or None,
    }
    log_fields(logger, logging.DEBUG, "attempt", _given(fields))


def log_call(call: CallRecord) -> None:
    """Log a call: at INFO, or at WARNING where the money is in doubt.

    A program that has set up no logging gets a line for an interruption alone, by which a time
    limit may drop the exception: any other doubt it is told by the exception itself.
    """
    in_doubt = call.outcome.in_doubt
    level = logging.WARNING if in_doubt else logging.INFO
    if not logger.isEnabledFor(level) or not (call.in_doubt or logger.hasHandlers()):
        return
    fields: dict[str, object] = {
        **_subject(call),
        "outcome": call.outcome.value,
        "attempts": call.attempts,
        "status": call.status,
        "ms": milliseconds(call.seconds),
        "error": call.error_type,
        "ret_code": call.ret_code,
        "resolve_by": str(call.endpoint.resolve_by) if in_doubt else None,
    }
    log_fields(logger, level, "call", _given(fields))


def _subject(call: CallRecord) -> dict[str, object]:
    path = {"path": call.endpoint.path} if call.endpoint.request is None else {}
    return {"endpoint": call.endpoint.name, **path, "app_id": call.app_id, **call.numbers}


def _given(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
