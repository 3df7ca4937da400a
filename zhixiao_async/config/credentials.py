"""The vendor's credentials, checked when made, and the documented host."""

from __future__ import annotations

import attrs

from ..checks import Check, id_rule, text
from ..errors import InvalidRequest
from ..messages.text import Text
from .environment import base_url_of, renamed, secret_of, value_of
from .secret_text import NotText, hidden, nothing_around

DOCUMENTED_BASE_URL = "http://api.zhizhixiao.com"
"""The host of the document (plain http; an https:// base URL works as well)."""


@attrs.frozen(kw_only=True, init=False)
class Credentials:
    """Credentials that the vendor hands to a merchant (section 1.3).

    Attributes:
        app_id: The ``id`` of every request.
        app_secret: Signs; never shown.
        aes_key: Exactly 32 ASCII characters, which *are* the key's 32 bytes (not hex); never shown.

    Raises:
        InvalidRequest: An empty or malformed value. The message doesn't repeat a secret.
    """

    app_id: str
    app_secret: str
    aes_key: str

    def __init__(self, *, app_id: str, app_secret: str, aes_key: str) -> None:
        # Written by hand so that a traceback with locals shows no secret, whatever is refused.
        app_secret = hidden(app_secret)
        aes_key = hidden(aes_key)
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue] - made by attrs
            app_id=app_id, app_secret=app_secret, aes_key=aes_key
        )

    def __attrs_post_init__(self) -> None:
        for name in ("app_secret", "aes_key"):
            if isinstance(getattr(self, name), NotText):
                given = str(getattr(self, name))
                raise InvalidRequest(name, Text("rule.not_text", type=given))
        text().require("app_id", self.app_id)
        for name in ("app_id", "app_secret", "aes_key"):
            nothing_around(name, getattr(self, name))
        Check(id_rule).require("app_id", self.app_id)
        if text().broken(self.app_secret):
            raise InvalidRequest("app_secret", Text("rule.secret_required"))
        if len(self.aes_key) != 32 or not self.aes_key.isascii():
            raise InvalidRequest("aes_key", Text("rule.not_32_characters", size=len(self.aes_key)))

    @classmethod
    def from_env(cls, prefix: str = "ZHIXIAO_") -> Credentials:
        """Read ``ZHIXIAO_APP_ID``, ``ZHIXIAO_APP_SECRET`` and ``ZHIXIAO_AES_KEY``.

        Instead of a secret, ``ZHIXIAO_APP_SECRET_FILE`` or ``ZHIXIAO_AES_KEY_FILE`` may name a
        file that holds it, and at most one line end after it.

        Raises:
            InvalidRequest: A variable is missing or malformed, or a file can't be read; the message
                names the variable.
        """
        app_id = value_of(f"{prefix}APP_ID")
        secret_name, app_secret = secret_of(f"{prefix}APP_SECRET")
        key_name, aes_key = secret_of(f"{prefix}AES_KEY")
        names = {"app_id": f"{prefix}APP_ID", "app_secret": secret_name, "aes_key": key_name}
        return renamed(
            names, lambda: cls(app_id=str(app_id), app_secret=app_secret, aes_key=aes_key)
        )


def base_url_from_env(prefix: str) -> str:
    """Return ``ZHIXIAO_BASE_URL``, or the documented host where it isn't set."""
    return base_url_of(f"{prefix}BASE_URL", DOCUMENTED_BASE_URL)
