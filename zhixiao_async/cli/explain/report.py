"""The whole explanation: fields, id or code, base64, key, sign, content, in that order."""

from __future__ import annotations

import re

from ...config import Credentials
from ...protocol.cipher import looks_encrypted
from ...protocol.envelope import Reply
from ...protocol.json_text import sentence
from ...protocol.outer_json import is_plain_code
from ...protocol.redact import Redactor
from ...registry import ENDPOINTS
from ..wording import Text
from .base64_text import explain_base64
from .capture import Capture
from .contents import explain_content
from .keys import explain_key
from .lookalikes import NOTIFICATION
from .signs import explain_sign
from .steps import Step, any_wrong, fine, note, tolerated, wrong
from .verdicts import judge_notification, judge_reply

_A_BLOCK = re.compile(r"[A-Za-z0-9+/=_-]{22}")  # of AES in base64, but for a character or two
_LISTED_CODES = ("-1", "-2", "-3")


def explain(
    capture: Capture, credentials: Credentials, shown: Redactor, *, path: str = ""
) -> list[Step]:
    """Return everything that can be said about an envelope.

    Args:
        capture: The envelope, taken apart.
        credentials: Whose it should be.
        shown: Masks what is quoted.
        path: Of the endpoint, if it is known.
    """
    explain_kind = _explain_reply if capture.is_reply else _explain_form
    return explain_kind(capture, credentials, shown, path or capture.path)


def _explain_form(
    capture: Capture, credentials: Credentials, shown: Redactor, path: str
) -> list[Step]:
    plaintext, base64, key = _unseal(capture, credentials, shown)
    sign = explain_sign(capture, credentials, plaintext, shown)
    steps = [_explain_id(capture.head, credentials, shown), sign, *base64, *key]
    is_request = path in ENDPOINTS
    if plaintext is not None:
        content = explain_content(plaintext, is_reply=False, path=path, shown=shown)
        steps += content.steps
        is_other = content.like in (None, NOTIFICATION) or any_wrong(content.steps)
        is_request = is_request or not is_other
    verdict = judge_notification(capture, credentials, shown)
    if isinstance(verdict, Step):
        return [*tolerated(steps), verdict]
    if any_wrong(steps):
        return steps
    if is_request:  # which no receiver takes
        return [*steps, note("verdict.not_for_notify_url", reason=verdict)]
    return [*steps, wrong("verdict.receiver_refuses", reason=verdict)]


def _explain_reply(
    capture: Capture, credentials: Credentials, shown: Redactor, path: str
) -> list[Step]:
    refused = capture.head != "0"
    plaintext, base64, key = _unseal(capture, credentials, shown)
    if not capture.sealed and not refused:
        plaintext, base64 = b"", []  # nothing at all needs no key
    as_it_came = memoryview(capture.sealed.encode())
    is_sealed = plaintext is None and looks_encrypted(as_it_came)
    words = as_it_came if plaintext is None else memoryview(plaintext)
    code = _explain_code(capture, words, shown, is_sealed=is_sealed)
    if not capture.sign and not capture.sealed:
        return [code, wrong("reply.nothing")]
    in_plain_words = refused and plaintext is None and not is_sealed and _is_words(capture.sealed)
    if in_plain_words and not capture.sign:
        return [code, wrong("reply.unsigned", capture.sealed)]
    sign = [explain_sign(capture, credentials, plaintext, shown)]
    content: list[Step] = []
    if in_plain_words:
        base64, key, content = [], [], [note("reply.not_encrypted", capture.sealed)]
    elif plaintext is not None and refused:
        content = [note("reply.reason", sentence(plaintext))]
    elif plaintext is not None:
        content = explain_content(plaintext, is_reply=True, path=path, shown=shown).steps
    opens, reason = judge_reply(capture, credentials, path)
    if opens:
        sign, base64 = tolerated(sign), tolerated(base64)
        key = key if reason else tolerated(key)
    steps = [code, *sign, *base64, *key, *content]
    if reason and not any_wrong(steps):
        steps.append(wrong("verdict.client_refuses", reason=reason))
    return steps


def _explain_id(app_id: str, credentials: Credentials, shown: Redactor) -> Step:
    if app_id == credentials.app_id:
        return fine("id.fits", app_id=shown.short(app_id))
    ours = shown.short(credentials.app_id)
    spaces = [Text("id.white_space")] if app_id.strip() == credentials.app_id else []
    return wrong("id.wrong", *spaces, given=shown.short(app_id) or "''", app_id=ours)


def _explain_code(capture: Capture, words: memoryview, shown: Redactor, *, is_sealed: bool) -> Step:
    """Explain the code; only a signed refusal in words that aren't passing proves anything."""
    code = capture.head
    if code == "0":
        return fine("code.success")
    label = shown.short(code) or "''"
    if not is_plain_code(code):
        return wrong("code.no_integer", code=label)
    meaning = Text(f"code.{code}" if code in _LISTED_CODES else "code.unlisted")
    refusal = Reply(ret_code=int(code), content=words, sealed=is_sealed).refusal()
    proof = capture.sign and not refusal.proves_nothing
    done = Text("code.nothing_done" if proof else "code.proves_nothing")
    return wrong("code.refusal", code=label, meaning=meaning, done=done)


def _unseal(
    capture: Capture, credentials: Credentials, shown: Redactor
) -> tuple[bytes | None, list[Step], list[Step]]:
    """Return what is inside, if anything opens it, and what was found of base64 and key."""
    blocks, base64 = explain_base64(capture.sealed, capture.names[1], shown)
    if blocks is None:
        return None, base64, []
    plaintext, key = explain_key(blocks, credentials)
    return plaintext, base64, [key]


def _is_words(text: str) -> bool:
    """Return whether it is shown as words, not as what should have been base64."""
    return bool(text) and not (text.isascii() and _A_BLOCK.search(text))
