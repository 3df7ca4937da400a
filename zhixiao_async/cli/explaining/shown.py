"""How captured text is shown: without secrets, without control characters, not too long."""

from __future__ import annotations

from ...config import Credentials
from ...fields import JsonValue

MASK = "***"
_ENDS = 12
_LONGEST = 60


class Shown:
    """Makes text fit to print for the holder of some credentials.

    Args:
        credentials: Their secrets are masked wherever they turn up, also where a mistake has
            put one into the id or into the content.
    """

    def __init__(self, credentials: Credentials) -> None:
        secrets = (str(credentials.app_secret), str(credentials.aes_key))
        # The longer one first: one may contain the other.
        self._secrets = sorted(secrets, key=len, reverse=True)

    def whole(self, text: str) -> str:
        """All of it; a control character as its escape, so that it can't steer a terminal."""
        return "".join(_harmless(one) for one in self._masked(text))

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
            return self._masked(value)
        if isinstance(value, list):
            return [self.hidden(one) for one in value]
        if isinstance(value, dict):
            return {self._masked(name): self.hidden(inner) for name, inner in value.items()}
        return value

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            # A text without it stays the object that it is: it may be a number as printed.
            text = text.replace(secret, MASK) if secret in text else text
        return text


def _harmless(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return ascii(character)[1:-1]
