"""How text of any origin is shown: without secrets or control characters, and not too long."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, quote_plus, unquote_plus

from .config import Credentials
from .fields import JsonValue

MASK = "***"
_ENDS = 12
_LONGEST = 60


class Shown:
    """Makes text fit to show to the holder of some credentials.

    Args:
        credentials: Their secrets are masked wherever they turn up, in either case and also
            escaped for a URL or for JSON: a mistake may have put one into any field.
    """

    def __init__(self, credentials: Credentials) -> None:
        secrets = (str(credentials.app_secret), str(credentials.aes_key))
        spellings = {one for secret in secrets for one in _spellings(secret)}
        # The longest one first: one may contain another.
        longest_first = sorted(spellings, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def masked(self, text: str) -> str:
        """All of it, but for the secrets."""
        # A text without any stays the object that it is: it may be a number as printed.
        return self._secrets.sub(MASK, text) if self._secrets.search(text) else text

    def whole(self, text: str) -> str:
        """All of it; a control character as its escape, so that it can't steer a terminal."""
        return "".join(_harmless(one) for one in self.masked(text))

    def short(self, text: str) -> str:
        """On one line; the first and the last characters of what is long."""
        line = self.whole(text).replace("\n", "\\n")
        if len(line) <= _LONGEST:
            return line
        return f"{line[:_ENDS]}…{line[-_ENDS:]} ({len(text)})"

    def signed(self, head: str, text: str) -> str:
        """The string that is signed: its parts, with the secret masked."""
        return f"{self.short(head)} + {self.short(text)} + {MASK}"

    def hidden(self, value: JsonValue) -> JsonValue:
        """The same JSON, its secrets masked before anything quotes a part of one."""
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, list):
            return [self.hidden(one) for one in value]
        if isinstance(value, dict):
            return {self.masked(name): self.hidden(inner) for name, inner in value.items()}
        return value


def _spellings(secret: str) -> set[str]:
    """As it is, in a URL (also with its + read as a space), and in JSON by whichever writer."""
    in_json = {json.dumps(secret, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False)}
    slashed = {one.replace("/", "\\/") for one in in_json}
    in_url = {quote(secret), quote(secret, safe=""), quote_plus(secret), unquote_plus(secret)}
    return {secret} | in_json | slashed | in_url


def _harmless(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return ascii(character)[1:-1]
