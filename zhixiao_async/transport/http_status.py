"""What an answer without a genuine envelope is, by its HTTP status."""

from __future__ import annotations

from ..errors import BadEnvelope, BadSignature
from ..messages.text import Text
from .failures import AttemptFailed, FailureStage
from .http import HttpReply


def not_genuine(
    reply: HttpReply, error: BadEnvelope | BadSignature, *, met_genuine: bool
) -> AttemptFailed:
    """Make the failure of an answer that proves nothing, by its status.

    Args:
        reply: The answer.
        error: What is wrong with it.
        met_genuine: Whether any earlier reply was genuine: if not, the keys may be wrong.
    """
    status, kind = reply.status, type(error)
    quoted = Text("reason.quoted", reason=error.message) if kind is BadSignature else ""
    if status >= 500 or status == 429:
        wait = reply.retry_after
        wish = Text("reason.wish", seconds=f"{wait:.0f}") if wait else ""
        reason = Text("reason.status", status=status, wish=wish, quoted=quoted)
        return AttemptFailed(FailureStage.UNANSWERED, reason, retry_after=wait)
    if 300 <= status < 400:
        target = Text("reason.target", url=reply.redirect) if reply.redirect else ""
        reason = Text("reason.redirect", status=status, target=target, quoted=quoted)
        advice = Text("next.redirect")
        return AttemptFailed(FailureStage.UNTRUSTED, reason, error_class=kind, advice=advice)
    keys = Text("next.no_genuine_reply") if quoted and not met_genuine else ""
    if status != 200:
        reason = Text("reason.status", status=status, wish="", quoted=quoted)
        return AttemptFailed(FailureStage.UNTRUSTED, reason, error_class=kind, advice=keys)
    if quoted:
        return AttemptFailed(FailureStage.UNTRUSTED, error.message, error_class=kind, advice=keys)
    return AttemptFailed(
        FailureStage.GARBLED, error.message, error_class=BadEnvelope, retry_after=reply.retry_after
    )
