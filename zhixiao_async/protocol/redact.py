"""Text of any origin made fit to show: without secrets or control characters, and not too long."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, quote_plus, unquote_plus

from ..config import Credentials
from ..fields import JsonValue

MASK = "***"
_ENDS = 12
_LONGEST = 60


class Redactor:
    """Makes text fit to show to the holder of some credentials.

    Args:
        credentials: Those whose secrets are masked wherever they occur, in either case and also
            escaped for a URL or for JSON: a mistake may have put one into any field.
    """

    def __init__(self, credentials: Credentials) -> None:
        secrets = (str(credentials.app_secret), str(credentials.aes_key))
        spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
        # The longest first: one may contain another.
        longest_first = sorted(spellings, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def masked(self, text: str) -> str:
        """Return the text with its secrets masked."""
        # A text without a secret stays the object that it is: it may be a NumberText.
        return self._secrets.sub(MASK, text) if self._secrets.search(text) else text

    def whole(self, text: str) -> str:
        """Return the whole text masked, and with control characters escaped, for a terminal."""
        return "".join(map(_harmless, self.masked(text)))

    def short(self, text: str) -> str:
        """Return the text on one line; of a long one its first and its last characters."""
        line = self.whole(text).replace("\n", "\\n")
        if len(line) <= _LONGEST:
            return line
        return f"{line[:_ENDS]}…{line[-_ENDS:]} ({len(text)})"

    def signed(self, head: str, text: str) -> str:
        """Return the string that is signed: its parts, with the secret masked."""
        return f"{self.short(head)} + {self.short(text)} + {MASK}"

    def hidden(self, value: JsonValue) -> JsonValue:
        """Return the same JSON with its secrets masked, before anything quotes a part of one."""
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, list):
            return [self.hidden(item) for item in value]
        if isinstance(value, dict):
            return {self.masked(name): self.hidden(inner) for name, inner in value.items()}
        return value


def _spellings(secret: str) -> set[str]:
    """Return a secret as it is, in a URL (also with its + as a space), and in any writer's JSON."""
    in_json = {json.dumps(secret, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False)}
    slashed = {text.replace("/", "\\/") for text in in_json}
    in_url = {quote(secret), quote(secret, safe=""), quote_plus(secret), unquote_plus(secret)}
    return {secret} | in_json | slashed | in_url


def _harmless(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return ascii(character)[1:-1]
