"""Sealed forms and answers in clear, for a developer who wonders why a sign doesn't fit."""

from __future__ import annotations

import json

import attrs

from ...config import Credentials
from ...errors import BadReply
from ...fields import Unreadable
from ...protocol import envelope, json_text, request_form, signing
from ...protocol.redact import MASK, Redactor

_LONGEST = 4000


@attrs.frozen(kw_only=True)
class Signature:
    """What a form's sign is made of, and whether it fits.

    Attributes:
        signed: ``id + param + appsecret``, the secret masked.
        given: The sign that came.
        matches: Whether it is the right one.
        expected: The right one, if another came; empty if the ``id`` isn't the merchant's.
    """

    signed: str
    given: str
    matches: bool
    expected: str = ""


@attrs.frozen(kw_only=True)
class OpenedForm:
    """A form as far as it opens.

    Attributes:
        content: The param in clear; empty if it isn't known.
        raw: The form as it came.
        problem: Why it doesn't open, the error's name; empty if it does.
        signature: None if the form doesn't hold id, param and sign, or is cut off.
        cut: Whether it opened when it came and no longer does: only a part of it was kept, or
            the credentials were others. What is left of it proves nothing about its sign.
    """

    content: str
    raw: str
    problem: str
    signature: Signature | None
    cut: bool


class Opener:
    """Opens what was sealed, and shows nothing of the secrets that a mistake may have put there.

    Args:
        credentials: Those it should have been sealed with.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._redactor = Redactor(credentials)

    def form(self, form: str, known: str = "") -> OpenedForm:
        """Open a form.

        Args:
            form: As it was posted.
            known: The content, if it opened when it came.
        """
        problem, content, signature = "", known, None
        try:
            fields = request_form.parse_form(form.encode(errors="replace"))
            signature = self._signature(fields)
            content = request_form.open_form(self._credentials, fields).decode("utf-8", "replace")
        except BadReply as error:
            problem = type(error).__name__
        cut = bool(known and problem)
        return OpenedForm(
            content=self.shortened(self.readable(content)) if content else "",
            raw=self.shortened(form),
            problem=problem,
            signature=None if cut else signature,
            cut=cut,
        )

    def answer(self, answer: str) -> list[str]:
        """Return a merchant's answer, and after it what was sealed inside."""
        parts = [self.shortened(answer)]
        try:
            reply = envelope.open_reply(self._credentials, answer.encode(errors="replace"))
        except BadReply:
            return parts
        inside = bytes(reply.content).decode("utf-8", "replace")
        if inside:
            parts.append(self.shortened(f"ret_content = {self.readable(inside)}"))
        return parts

    def masked(self, text: str) -> str:
        """Return the text without the secrets."""
        return self._redactor.masked(text)

    def readable(self, content: str, *, indent: int | None = 2) -> str:
        """Return JSON as people read it, and anything else as it is."""
        try:
            parsed = json_text.parse_json(content.encode(errors="replace"))
        except Unreadable:
            return self.masked(content)
        return self.masked(
            json.dumps(self._redactor.hidden(parsed), ensure_ascii=False, indent=indent)
        )

    def shortened(self, text: str) -> str:
        """Return the text, or of a very long one the beginning and its length."""
        shown = self.masked(text)
        return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}… ({len(shown)})"

    def _signature(self, fields: dict[str, str]) -> Signature:
        given, app_id, param = fields["sign"], fields["id"], fields["param"]
        matches = signing.signed_by(self._credentials, given, app_id, param)
        ours = app_id == self._credentials.app_id
        return Signature(
            signed=self.shortened(f"{app_id}{param}{MASK}"),
            given=self.masked(given),
            matches=matches,
            expected=signing.sign(self._credentials, app_id, param) if ours else "",
        )
