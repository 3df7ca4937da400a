"""Verdicts of the library itself on a capture, by the code that would have received it."""

from __future__ import annotations

from ...config import Credentials
from ...errors import BadReply, InvalidRequest, NotificationRefused
from ...fields import Unreadable
from ...notify import NotificationReceiver, Payment
from ...protocol.envelope import open_reply
from ...protocol.json_text import is_empty, parse_anything
from ...protocol.reading import read_content
from ...protocol.redact import Redactor
from ...registry import ENDPOINTS
from ..wording import Text
from .capture import Capture
from .steps import Step, fine, wrong


def judge_notification(capture: Capture, credentials: Credentials, shown: Redactor) -> Step | str:
    """Return a step if the receiver takes a form, and why it refuses it otherwise."""
    receiver = NotificationReceiver(credentials)
    try:
        notification = receiver.open(capture.body).notification
        Payment.notified(notification)
    except NotificationRefused as refusal:
        return refusal.message
    except InvalidRequest as refusal:
        return Text("verdict.no_key", rule=refusal.message)
    number = shown.short(notification.out_trade_no)
    try:
        receiver.open(capture.pasted)
    except NotificationRefused as refusal:
        # It would take what a gateway had sent instead.
        otherwise = Text("verdict.as_a_form", number=number)
        return wrong("verdict.refused_as_pasted", otherwise, reason=refusal.reason)
    return fine("verdict.receiver_takes", number=number)


def judge_reply(capture: Capture, credentials: Credentials, path: str) -> tuple[bool, str]:
    """Have the client read a reply.

    Returns:
        Whether its envelope opens, and why the client refuses it; empty if it doesn't, or if what
        :mod:`.contents` says is all there is to say.
    """
    try:
        reply = open_reply(credentials, capture.body)
    except BadReply as refusal:
        return False, refusal.message
    if reply.ret_code != 0 or is_empty(reply.content):
        return True, ""
    try:
        if path in ENDPOINTS:
            read_content(ENDPOINTS[path].result, reply.content)
        else:
            parse_anything(reply.content)
    except Unreadable as error:
        return True, Text("verdict.content", reason=error.text)
    return True, ""
