"""What a failed attempt means, by the effect of its request: the table of the error model.

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

In a READ an exception that isn't foreseen (no file descriptor left, say) becomes NoReply if it is
an OSError, and else is raised as it is. KEYED is retried like a READ where the caller said
``RetryPolicy(resend_keyed=True)``. Which refusals are of a passing fault is assumed in
:attr:`GatewayError.passing`; for a call that changes something, one without a word counts as such
(:attr:`GatewayError.proves_nothing`). A refusal of a call that has been sent before is
OutcomeUnknown, unless it is a READ: the first one may have been applied.
"""

from __future__ import annotations

from enum import Enum

from ..config import RetryPolicy
from ..errors import (
    BadReply,
    GatewayError,
    NoReply,
    NotSent,
    OutcomeUnknown,
    UnexpectedContent,
    ZhixiaoError,
    attach_ids,
)
from ..messages.text import Text
from ..registry import Effect, Endpoint, Request


class FailureStage(Enum):
    """The stage at which an attempt failed."""

    UNSENT = "nothing was written"
    WITHHELD = "nothing was written, and may not be any more"
    UNANSWERED = "written, and no reply that could be one"
    GARBLED = "a reply that is no envelope"
    UNTRUSTED = "a reply that isn't to be believed"
    APPLIED = "a signed success that can't be read"
    PUT_OFF = "a signed refusal that proves nothing"
    REFUSED = "a signed refusal"


class AttemptFailed(Exception):
    """One attempt's failure, inside the library; :func:`to_error` makes the caller's error of it.

    Attributes:
        stage: How far the attempt got.
        reason: What happened, as a phrase.
        error_class: The class of the error about the reply, if one came.
        retry_after: Seconds that the gateway asks to wait.
        refusal: The gateway's signed refusal, if that is the failure.
        advice: What to do about the reply.
        attempts: The number of attempts so far.
    """

    def __init__(
        self,
        stage: FailureStage,
        reason: str,
        *,
        error_class: type[BadReply] = UnexpectedContent,
        retry_after: float = 0.0,
        refusal: GatewayError | None = None,
        advice: str = "",
    ) -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason
        self.error_class = error_class
        self.retry_after = retry_after
        self.refusal = refusal
        self.advice = advice or error_class.next_step
        self.attempts = 1

    @classmethod
    def put_off(cls, refusal: GatewayError, retry_after: float) -> AttemptFailed:
        """Make the failure of an attempt that was refused for the moment."""
        reason = Text("reason.proves_nothing", refusal=refusal.message)
        failure = cls(FailureStage.PUT_OFF, reason, retry_after=retry_after, refusal=refusal)
        failure.__cause__ = refusal
        return failure

    @classmethod
    def refused(cls, refusal: GatewayError) -> AttemptFailed:
        """Make the failure of an attempt that was refused for good."""
        failure = cls(FailureStage.REFUSED, refusal.message, refusal=refusal)
        failure.__cause__ = refusal
        return failure

    @classmethod
    def lost_to(cls, stray: Exception, attempts: int) -> AttemptFailed:
        """Make the failure of an attempt whose reply was lost to an error on this machine.

        Only the error's type is told: its text may hold a payer's name.
        """
        reason = Text("reason.lost_here", error=type(stray).__name__)
        failure = cls(FailureStage.UNANSWERED, reason)
        failure.attempts = attempts
        failure.__cause__ = stray
        return failure


def may_repeat(stage: FailureStage, effect: Effect, policy: RetryPolicy) -> bool:
    """Return whether another attempt can't double anything."""
    if stage is FailureStage.UNSENT:
        return True
    if stage not in (FailureStage.UNANSWERED, FailureStage.GARBLED, FailureStage.PUT_OFF):
        return False
    return effect is Effect.READ or (effect is Effect.KEYED and policy.resend_keyed)


def to_error(
    endpoint: Endpoint, failure: AttemptFailed, *, request: object = None, sent: int
) -> ZhixiaoError:
    """Make the error that says what is known after a call's last attempt.

    Args:
        endpoint: What was called.
        failure: The last attempt's; it knows the number of attempts.
        request: The request, or the parameters of ``raw()``: the error names the order by it.
        sent: How many of the attempts may have reached the gateway.
    """
    return attach_ids(_to_error(endpoint, failure, request, sent), request)


def _to_error(
    endpoint: Endpoint, failure: AttemptFailed, request: object, sent: int
) -> ZhixiaoError:
    stage, refusal = failure.stage, failure.refusal
    read = endpoint.effect is Effect.READ
    said = _said(endpoint, failure)
    unsent = stage in (FailureStage.UNSENT, FailureStage.WITHHELD)
    if unsent and not sent:
        return NotSent(Text("error.not_sent", said=said), path=endpoint.path)
    if refusal is not None and (read or (stage is FailureStage.REFUSED and sent <= 1)):
        refusal.retry_after = failure.retry_after
        return refusal
    if not read:
        return _outcome_unknown(endpoint, failure, request)
    if unsent or stage is FailureStage.UNANSWERED:
        error = NoReply(Text("error.no_reply", said=said), path=endpoint.path)
        error.retry_after = failure.retry_after
        return error
    doubted = failure.error_class(Text("error.bad_reply", said=said), path=endpoint.path)
    doubted.next_step = failure.advice
    return doubted


def _said(endpoint: Endpoint, failure: AttemptFailed) -> Text:
    name, reason, attempts = endpoint.name, failure.reason, failure.attempts
    if attempts > 1:
        return Text("error.last_attempt", name=name, reason=reason, attempts=attempts)
    return Text("error.attempt", name=name, reason=reason)


def _outcome_unknown(endpoint: Endpoint, failure: AttemptFailed, request: object) -> OutcomeUnknown:
    stage, query = failure.stage, endpoint.resolve_by
    applied = stage is FailureStage.APPLIED
    if stage is FailureStage.REFUSED:  # perhaps because the first one had been applied
        name, reason = endpoint.name, failure.reason
        message = Text("error.refused_when_resent", name=name, reason=reason, query=query)
    else:
        key = "error.applied" if applied else "error.may_be_applied"
        message = Text(key, said=_said(endpoint, failure), query=query)
    unknown = OutcomeUnknown(
        message,
        resolve_by=query,
        applied=applied,
        request=request if isinstance(request, Request) else None,
        path=endpoint.path,
    )
    if stage in (FailureStage.GARBLED, FailureStage.UNTRUSTED, FailureStage.APPLIED):
        unknown.next_step = failure.advice
    return unknown
