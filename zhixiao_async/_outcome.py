"""What a failed attempt means, by what the request can do: the table of the error model.

====================================  ==============  ===================  ===================
what happened                         READ            KEYED                MONEY
====================================  ==============  ===================  ===================
nothing was written                   retry, NotSent  retry, NotSent       retry, NotSent
nothing was, and may not be any more  NotSent         NotSent              NotSent
cut off, timed out, 5xx, 429          retry, NoReply  OutcomeUnknown       OutcomeUnknown
any other exception, once sent        NoReply, or it  OutcomeUnknown       OutcomeUnknown
no envelope in a 200 (HTML, empty)    retry, BadReply OutcomeUnknown       OutcomeUnknown
3xx, 4xx, wrong sign, another order   BadReply        OutcomeUnknown       OutcomeUnknown
signed success, content unreadable    BadReply        OutcomeUnknown, applied  (the same)
signed refusal of a passing fault     retry, refusal  OutcomeUnknown       OutcomeUnknown
any other signed refusal              the refusal     the refusal          the refusal
====================================  ==============  ===================  ===================

An exception that isn't foreseen (no file descriptor left, say) is NoReply in a READ if it is an
OSError, and else stays what it is. KEYED is retried like a READ where the caller said
``RetryPolicy(resend_keyed=True)``. Which refusals are of a passing fault is assumed in
:attr:`GatewayError.passing`; of a call that changes something, one without a word counts as such
(:attr:`GatewayError.settles_nothing`).
"""

from __future__ import annotations

from enum import Enum

from .config import RetryPolicy
from .errors import (
    BadReply,
    GatewayError,
    NoReply,
    NotSent,
    OutcomeUnknown,
    UnexpectedContent,
    ZhixiaoError,
)
from .registry import Effect, Endpoint


class Stage(Enum):
    """How far an attempt got before it failed."""

    UNSENT = "nothing was written"
    WITHHELD = "nothing was written, and may not be any more"
    UNANSWERED = "written, and no reply that could be one"
    GARBLED = "a reply that is no envelope"
    UNTRUSTED = "a reply that isn't to be believed"
    APPLIED = "a signed success that can't be read"
    PUT_OFF = "a signed refusal that settles nothing"


class Failure(Exception):
    """One attempt's failure, inside the library; never reaches a caller."""

    def __init__(
        self,
        stage: Stage,
        reason: str,
        *,
        bad: type[BadReply] = UnexpectedContent,
        retry_after: float = 0.0,
        refusal: GatewayError | None = None,
        advice: str = "",
    ) -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason
        self.bad = bad
        self.retry_after = retry_after
        self.refusal = refusal
        self.advice = advice or bad.next_step
        self.attempts = 1

    @classmethod
    def put_off(cls, refusal: GatewayError, retry_after: float) -> Failure:
        """The failure of an attempt that was refused for the moment."""
        reason = f"{refusal.message}, which settles nothing"
        failure = cls(Stage.PUT_OFF, reason, retry_after=retry_after, refusal=refusal)
        failure.__cause__ = refusal
        return failure


def may_repeat(stage: Stage, effect: Effect, policy: RetryPolicy) -> bool:
    """Whether another attempt can't double anything."""
    if stage is Stage.UNSENT:
        return True
    if stage not in (Stage.UNANSWERED, Stage.GARBLED, Stage.PUT_OFF):
        return False
    return effect is Effect.READ or (effect is Effect.KEYED and policy.resend_keyed)


def conclude(
    endpoint: Endpoint,
    failure: Failure,
    *,
    request: object = None,
    attempts: int,
    sent: bool,
) -> ZhixiaoError:
    """The error that says what is known after the last attempt; ``sent`` counts every attempt."""
    stage = failure.stage
    tried = f" (attempt {attempts})" if attempts > 1 else ""
    said = f"{endpoint.name}: {failure.reason}{tried}"
    if stage in (Stage.UNSENT, Stage.WITHHELD) and not sent:
        return NotSent(
            f"{said}; nothing was sent, so it is safe to call again",
            path=endpoint.path,
        )
    if endpoint.effect is Effect.READ:
        if failure.refusal is not None:
            failure.refusal.retry_after = failure.retry_after
            return failure.refusal
        if stage in (Stage.UNSENT, Stage.WITHHELD, Stage.UNANSWERED):
            error = NoReply(
                f"{said}; a read changes nothing, call again later",
                path=endpoint.path,
            )
            error.retry_after = failure.retry_after
            return error
        doubted = failure.bad(f"{said}; don't act on it", path=endpoint.path)
        doubted.next_step = failure.advice
        return doubted
    applied = stage is Stage.APPLIED
    known = "it was applied, only its result is lost" if applied else "it may have been applied"
    unknown = OutcomeUnknown(
        f"{said}; {known}: find out by {endpoint.settle_by}, and don't send it again",
        settle_by=endpoint.settle_by,
        applied=applied,
        request=request,
        path=endpoint.path,
    )
    if stage in (Stage.GARBLED, Stage.UNTRUSTED, Stage.APPLIED):
        unknown.next_step = failure.advice
    return unknown
