"""From an HTTP answer to a result: the sign, the content, and the fields it should repeat."""

from __future__ import annotations

from typing import Any

import attrs

from ..config import Credentials
from ..errors import BadEnvelope, BadSignature, Undecryptable, UnexpectedContent
from ..fields import Unreadable
from ..messages.text import Text
from ..protocol.cipher import Workspace
from ..protocol.envelope import Reply, open_reply
from ..protocol.json_text import is_empty, parse_anything
from ..protocol.reading import read_content
from ..protocol.reply_match import ReplyMatch, compare
from ..protocol.text import is_text
from ..registry import Effect, Request
from .failures import AttemptFailed, FailureStage
from .http import HttpReply
from .http_status import not_genuine
from .prepared_call import PreparedCall


@attrs.frozen(kw_only=True)
class VerifiedReply:
    """A result, or the failure of the attempt that it should have answered.

    Attributes:
        result: The result, of the endpoint's type.
        match: How the result compares with the request; never OTHER, which is a failure.
        difference: A phrase that says which field differs; empty if none does.
        failure: The failure, if there is no result.
    """

    result: Any = None
    match: ReplyMatch = ReplyMatch.SILENT
    difference: str = ""
    failure: AttemptFailed | None = None

    @property
    def may_be_stale(self) -> bool:
        """Whether it may answer an earlier request, if the connection had one."""
        if self.failure is None:
            return self.match is not ReplyMatch.SAME
        return self.failure.stage not in (FailureStage.UNANSWERED, FailureStage.GARBLED)

    @property
    def is_put_off(self) -> bool:
        """Whether it is a refusal for the moment."""
        return self.failure is not None and self.failure.stage is FailureStage.PUT_OFF


class ReplyVerifier:
    """Opens a client's replies, one at a time, in buffers that are used again."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._workspace = Workspace()
        self._met_genuine = False

    def verify(self, call: PreparedCall, reply: HttpReply) -> VerifiedReply:
        """Open a reply and compare it with the call."""
        try:
            opened = self._open(call, reply)
            if is_empty(opened.content) and isinstance(call.request, Request):
                return VerifiedReply(result=_nothing_found(call.request))
            result = _read(call, opened)
        except AttemptFailed as failure:
            return VerifiedReply(failure=failure)
        match, difference = compare(call.expected, result)
        if match is ReplyMatch.OTHER:
            return VerifiedReply(failure=AttemptFailed(FailureStage.UNTRUSTED, difference))
        return VerifiedReply(result=result, match=match, difference=difference)

    def _open(self, call: PreparedCall, reply: HttpReply) -> Reply:
        try:
            opened = open_reply(self._credentials, reply.body, self._workspace, sent=call.form)
        except (BadEnvelope, BadSignature) as error:
            raise not_genuine(reply, error, met_genuine=self._met_genuine) from None
        except Undecryptable as error:
            self._met_genuine = True
            raise AttemptFailed(
                FailureStage.APPLIED, error.message, error_class=Undecryptable
            ) from None
        self._met_genuine = True
        if opened.ret_code == 0:
            return opened
        refusal = opened.refusal(call.endpoint.path)
        changes = call.endpoint.effect is not Effect.READ
        if refusal.passing or (changes and refusal.proves_nothing):
            raise AttemptFailed.put_off(refusal, reply.retry_after)
        raise AttemptFailed.refused(refusal)


def _nothing_found(request: Request[Any]) -> Any:
    nothing = request.nothing_found()
    if nothing is None:
        raise AttemptFailed(FailureStage.APPLIED, Text("reason.empty_content"))
    return nothing


def _read(call: PreparedCall, reply: Reply) -> Any:
    try:
        if isinstance(call.request, Request):
            return read_content(call.endpoint.result, reply.content)
        return parse_anything(reply.content)
    except Unreadable as error:
        kind = UnexpectedContent if is_text(reply.content) else Undecryptable
        reason = Text("reason.unreadable_content", problem=error.text)
        raise AttemptFailed(FailureStage.APPLIED, reason, error_class=kind) from None
