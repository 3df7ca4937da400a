"""Sealed forms and replies in clear, for a developer who wonders why a sign doesn't fit."""

from __future__ import annotations

import json

from ... import _codec, _envelope
from ..._shown import MASK, Shown
from ...config import Credentials
from ...errors import BadReply
from ...fields import Unreadable
from .html import Language, text
from .words import word

_LONGEST = 4000


class Opener:
    """Opens what was sealed, and shows nothing of the secrets that a mistake may have put there.

    Args:
        credentials: Those it should have been sealed with.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._shown = Shown(credentials)

    def form(self, form: str, language: Language, known: str = "") -> str:
        """A form's content in clear, the string that its sign is made of, and whether it fits.

        Args:
            form: As it was posted.
            language: Of the names.
            known: The content, if it opened when it came.

        Returns:
            Rows of a definition list.
        """
        problem, content, signed = "", known, ""
        try:
            fields = _envelope.parse_form(form.encode(errors="replace"))
            signed = self._signed(fields, language)
            content = _envelope.open_form(self._credentials, fields).decode("utf-8", "replace")
        except BadReply as error:
            problem = f'<p class="bad">{text(word(type(error).__name__, language))}</p>'
        if known and problem:
            # It opened when it came, so its sign did fit: what is left of it proves nothing.
            signed = row(word("signed", language), text(word("cut", language)))
        shown = row(word("param", language), self.block(self.readable(content))) if content else ""
        raw = "" if content else row(word("form", language), f"{problem}{self.block(form)}")
        return f"{shown}{raw}{signed}"

    def answer(self, answer: str) -> str:
        """A merchant's answer, and below it what was sealed inside."""
        try:
            reply = _envelope.open_reply(self._credentials, answer.encode(errors="replace"))
        except BadReply:
            return self.block(answer)
        inside = bytes(reply.content).decode("utf-8", "replace")
        opened = self.block(f"ret_content = {self.readable(inside)}") if inside else ""
        return f"{self.block(answer)}{opened}"

    def readable(self, content: str, *, indent: int | None = 2) -> str:
        """JSON as people read it; anything else as it is."""
        try:
            parsed = _codec.parse_json(content.encode(errors="replace"))
        except Unreadable:
            return self._shown.masked(content)
        hidden = self._shown.hidden(parsed)
        return self._shown.masked(json.dumps(hidden, ensure_ascii=False, indent=indent))

    def block(self, content: object) -> str:
        """Text as it stands, lines and all; of a very long one the beginning, and its length."""
        shown = self._shown.masked(str(content))
        cut = f"{shown[:_LONGEST]}… ({len(shown)})"
        return f"<pre>{text(shown if len(shown) <= _LONGEST else cut)}</pre>"

    def line(self, value: object) -> str:
        """Text for a line of its own; None is empty."""
        return "" if value is None else text(self._shown.masked(str(value)))

    def _signed(self, fields: dict[str, str], language: Language) -> str:
        """``id + param + appsecret``, the sign that came, and the right one."""
        given = fields["sign"]
        signed = self.block(f"{fields['id']}{fields['param']}{MASK}")
        if _envelope.signed_by(self._credentials, given, fields["id"], fields["param"]):
            verdict = '<span class="good">✓</span>'
        elif fields["id"] == self._credentials.app_id:
            expected = _envelope.sign(self._credentials, fields["id"], fields["param"])
            verdict = f'<span class="bad">✗ {text(word("expected", language))} {expected}</span>'
        else:
            verdict = '<span class="bad">✗ id</span>'
        came = f"<code>md5 = {self.line(given)}</code> {verdict}"
        return row(word("signed", language), f"{signed}{came}")


def row(name: str, html: str) -> str:
    """A row of a definition list; its value is finished HTML."""
    return f"<dt>{text(name)}</dt><dd>{html}</dd>"
