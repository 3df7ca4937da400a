"""Sealed forms and replies in clear, for a developer who wonders why a sign doesn't fit."""

from __future__ import annotations

import json

from ... import _codec, _envelope
from ...config import Credentials
from ...errors import BadReply
from ...fields import Unreadable
from .html import Language, text
from .words import word

_LONGEST = 4000
_MASKED = "***"


def opened_form(credentials: Credentials, form: str, language: Language, known: str = "") -> str:
    """A form's content in clear, the string that its sign is made of, and whether it fits.

    Args:
        credentials: Those it should have been sealed with.
        form: As it was posted.
        language: Of the names.
        known: The content, if it is known already; of a long form only the beginning is kept.

    Returns:
        Rows of a definition list.
    """
    problem, content, signed = "", known, ""
    try:
        fields = _envelope.parse_form(form.encode(errors="replace"))
        signed = _signed(credentials, fields, language)
        opened = _envelope.open_form(credentials, fields)
        content = opened.decode("utf-8", "replace")
    except BadReply as error:
        problem = "" if known else f'<p class="bad">{text(error.message)}</p>'
    shown = row(word("param", language), block(readable(content))) if content else ""
    raw = "" if content else row(word("form", language), f"{problem}{block(form)}")
    return f"{shown}{raw}{signed}"


def opened_answer(credentials: Credentials, answer: str) -> str:
    """A merchant's answer, and below it what was sealed inside."""
    try:
        reply = _envelope.open_reply(credentials, answer.encode(errors="replace"))
    except BadReply:
        return block(answer)
    inside = bytes(reply.content).decode("utf-8", "replace")
    opened = block(f"ret_content = {readable(inside)}") if inside else ""
    return f"{block(answer)}{opened}"


def readable(content: str, *, indent: int | None = 2) -> str:
    """JSON as people read it; anything else as it is."""
    try:
        parsed = _codec.parse_json(content.encode(errors="replace"))
    except Unreadable:
        return content
    return json.dumps(parsed, ensure_ascii=False, indent=indent)


def block(content: object) -> str:
    """Text as it stands, lines and all; the rest of a very long one is left out."""
    shown = str(content)
    return f"<pre>{text(shown if len(shown) <= _LONGEST else f'{shown[:_LONGEST]}…')}</pre>"


def row(name: str, html: str) -> str:
    """A row of a definition list; its value is finished HTML."""
    return f"<dt>{text(name)}</dt><dd>{html}</dd>"


def _signed(credentials: Credentials, fields: dict[str, str], language: Language) -> str:
    """``id + param + appsecret`` with the secret masked, the sign that came, and the right one."""
    given = fields["sign"]
    masked = block(f"{fields['id']}{fields['param']}{_MASKED}")
    if _envelope.signed_by(credentials, given, fields["id"], fields["param"]):
        verdict = '<span class="good">✓</span>'
    elif fields["id"] == credentials.app_id:
        expected = _envelope.sign(credentials, fields["id"], fields["param"])
        verdict = f'<span class="bad">✗ {text(word("expected", language))} {expected}</span>'
    else:
        verdict = '<span class="bad">✗ id</span>'
    came = f"<code>md5 = {text(given)}</code> {verdict}"
    return row(word("signed", language), f"{masked}{came}")
