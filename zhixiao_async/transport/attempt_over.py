"""The end of one attempt, as telemetry is told of it."""

from __future__ import annotations

from time import perf_counter

from ..telemetry.call_record import AttemptRecord
from ..telemetry.observers import CallWatch
from .failures import AttemptFailed


def attempt_over(
    watch: CallWatch, began: float, status: int | None, error: BaseException | None
) -> None:
    """Count an attempt, and tell of it if anybody wants to know.

    Args:
        watch: The call's.
        began: When it began, by ``perf_counter``.
        status: HTTP's of the answer; None if none came.
        error: The error that it ended with; None if it succeeded.
    """
    call = watch.call
    call.attempts += 1
    call.status = status
    if watch.wants_attempts:
        # The reason of an answer may quote it; that of no answer is ours.
        reason = error.reason if isinstance(error, AttemptFailed) and status is None else ""
        seconds = perf_counter() - began
        watch.attempt(AttemptRecord(call.attempts, _stage(error), status, reason, seconds))


def _stage(error: BaseException | None) -> str:
    if isinstance(error, AttemptFailed):
        return error.stage.name.lower()
    if error is None:
        return "answered"
    return "error" if isinstance(error, Exception) else "interrupted"
