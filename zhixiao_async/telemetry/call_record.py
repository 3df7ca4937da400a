"""The record of one call: what is told of it, and to whom nothing personal is told."""

from __future__ import annotations

from enum import StrEnum
from time import perf_counter

import attrs
from yarl import URL

from ..errors import (
    BadReply,
    GatewayError,
    NoReply,
    NotSent,
    OutcomeUnknown,
    numbers_of,
)
from ..registry import Endpoint


class CallOutcome(StrEnum):
    """The end of a call, by what is known about the money."""

    OK = "ok"
    REFUSED = "refused"
    """The gateway said no, signed."""
    NOT_SENT = "not_sent"
    NO_REPLY = "no_reply"
    """A read went unanswered."""
    BAD_REPLY = "bad_reply"
    """A read's reply can't be trusted."""
    UNKNOWN = "unknown"
    """A change that may have been applied."""
    APPLIED = "applied"
    """A change that was applied, and whose result is lost."""
    CANCELLED = "cancelled"
    """The caller stopped a call that can't have changed anything."""
    ERROR = "error"
    """An exception of another kind."""

    @property
    def in_doubt(self) -> bool:
        """Whether somebody has to look after the money."""
        return self in (CallOutcome.UNKNOWN, CallOutcome.APPLIED)


_BY_ERROR: tuple[tuple[type[BaseException], CallOutcome], ...] = (
    (OutcomeUnknown, CallOutcome.UNKNOWN),
    (GatewayError, CallOutcome.REFUSED),
    (NotSent, CallOutcome.NOT_SENT),
    (NoReply, CallOutcome.NO_REPLY),
    (BadReply, CallOutcome.BAD_REPLY),
    (Exception, CallOutcome.ERROR),
)


@attrs.frozen
class AttemptRecord:
    """One attempt of a call.

    Attributes:
        number: From 1.
        stage: How it ended: ``answered``, or the stage at which it failed.
        status: HTTP's of the answer, or None.
        reason: Why nothing came, in words; empty if an answer came, which may be personal.
        seconds: How long it took, the wait for a connection included.
    """

    number: int
    stage: str
    status: int | None
    reason: str
    seconds: float


@attrs.frozen(eq=False)
class Target:
    """Where calls of one path go: a URL with neither query nor password.

    It is hashed by its identity, which is ten times as fast as the URL's own hash.
    """

    url: URL


class CallRecord:
    """One call, from its beginning to its end.

    It is made for every call, watched or not: what most calls leave as it is belongs to the class.

    Args:
        endpoint: What is called.
        app_id: The merchant's.
        request: What is asked; only its numbers are told.
        target: Where it goes.

    Attributes:
        attempts: The number of those that are over.
        status: HTTP's of the last attempt's answer, or None.
        in_doubt: The call was interrupted, and may have been applied.
        outcome: How it ended.
        error_type: The name of its error's class; None if it succeeded.
        ret_code: The code of the gateway's refusal, or None.
        seconds: How long it took.
    """

    attempts: int = 0
    status: int | None = None
    in_doubt: bool = False
    outcome: CallOutcome = CallOutcome.OK
    error_type: str | None = None
    ret_code: int | None = None
    seconds: float = 0.0

    def __init__(self, endpoint: Endpoint, app_id: str, request: object, target: Target) -> None:
        self.endpoint = endpoint
        self.app_id = app_id
        self.request = request
        self.target = target
        self._began = perf_counter()

    @property
    def numbers(self) -> dict[str, str]:
        """The numbers of the order and the refund that the request names."""
        return numbers_of(self.request)

    def finish(self, error: BaseException | None) -> None:
        """Take note of the end. The error isn't kept, since its traceback leads back here."""
        self.seconds = perf_counter() - self._began
        if error is not None:
            self.outcome = CallOutcome.UNKNOWN if self.in_doubt else _outcome(error)
            self.error_type = type(error).__name__
            self.ret_code = error.ret_code if isinstance(error, GatewayError) else None


def _outcome(error: BaseException) -> CallOutcome:
    if isinstance(error, OutcomeUnknown) and error.applied:
        return CallOutcome.APPLIED
    found = (outcome for kind, outcome in _BY_ERROR if isinstance(error, kind))
    return next(found, CallOutcome.CANCELLED)
