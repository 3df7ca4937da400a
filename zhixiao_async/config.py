"""Who is calling, how long to wait and how often to try: frozen values, checked when made."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any, TypeAlias

import attrs
from attrs import field

from ._environment import base_url_of, renamed, secret_of, value_of
from ._numbers import id_fault, is_number, is_whole
from ._secret import NotText, hidden, nothing_around
from .errors import InvalidRequest

DOCUMENTED_BASE_URL = "http://api.zhizhixiao.com"
"""The host of the document (plain http; an https:// base URL works as well)."""


def _is_text(value: object) -> bool:
    if not isinstance(value, str) or not value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


@attrs.frozen(kw_only=True, init=False)
class Credentials:
    """What the vendor hands to a merchant (section 1.3).

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
                raise InvalidRequest(name, f"must be text, not {getattr(self, name)!s}")
        if not _is_text(self.app_id):
            raise InvalidRequest("app_id", "must be text that isn't empty", given=self.app_id)
        for name in ("app_id", "app_secret", "aes_key"):
            nothing_around(name, getattr(self, name))
        if rule := id_fault(self.app_id):
            raise InvalidRequest("app_id", rule, given=self.app_id)
        if not _is_text(self.app_secret):
            raise InvalidRequest("app_secret", "must not be empty, and be valid text")
        if len(self.aes_key) != 32 or not self.aes_key.isascii():
            raise InvalidRequest(
                "aes_key",
                f"must be exactly 32 ASCII characters, got {len(self.aes_key)} characters",
            )

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
    """``ZHIXIAO_BASE_URL``, or the documented host where it isn't set."""
    return base_url_of(f"{prefix}BASE_URL", DOCUMENTED_BASE_URL)


Validator: TypeAlias = Callable[[Any, "attrs.Attribute[Any]", Any], None]


def number(minimum: float, *, whole: bool = False) -> Validator:
    """A number from ``minimum`` up; a bool is none."""
    is_one = is_whole if whole else is_number
    noun = "a whole number" if whole else "a number"

    def check(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
        if not is_one(value) or not minimum <= value < inf:
            raise InvalidRequest(attribute.name, f"must be {noun}, {minimum} or more", given=value)

    return check


def _flag(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not isinstance(value, bool):
        raise InvalidRequest(attribute.name, "must be True or False", given=value)


def _seconds(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is None:
        return
    if not is_number(value) or not 0 < value < inf:
        raise InvalidRequest(attribute.name, "must be seconds above 0, or None", given=value)


@attrs.frozen(kw_only=True)
class Timeouts:
    """How long to wait, in seconds; None means no limit.

    Attributes:
        connect: Making a connection: name lookup, TCP, a proxy and TLS.
        sock_connect: The TCP handshake of one new connection.
        sock_read: The longest silence while a reply is read.
        total: One attempt from start to end, so that a slow drip ends too.
        deadline: The whole call: every attempt, every pause between them, and the wait for a
            connection of the pool to be free, which nothing else limits.
    """

    connect: float | None = field(default=10.0, validator=_seconds)
    sock_connect: float | None = field(default=5.0, validator=_seconds)
    sock_read: float | None = field(default=30.0, validator=_seconds)
    total: float | None = field(default=60.0, validator=_seconds)
    deadline: float | None = field(default=120.0, validator=_seconds)


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """What is tried again, when that can't double any money.

    The pause before attempt *n* is drawn evenly from 0 to
    ``min(max_backoff, backoff * 2 ** (n - 2))`` seconds (full jitter).

    Attributes:
        attempts: Tries in all, at least 1; 1 means no retries.
        backoff: Upper end of the first pause, in seconds.
        max_backoff: No pause is longer, in seconds, unless the gateway's Retry-After asks for up to
            a minute. If it asks for more, the call fails at once and says so.
        budget: Retries that a client may have in hand. Each retry takes one, each call
            that succeeds at once gives back a tenth; with none left, failures surface
            at once, so that an outage isn't multiplied by everyone's retries.
        resend_keyed: Send order_create and order_cancel again after a lost reply. Say True
            only if your gateway promises that a repeated number is harmless; the
            document doesn't.
    """

    attempts: int = field(default=3, validator=number(1, whole=True))
    backoff: float = field(default=0.2, validator=number(0))
    max_backoff: float = field(default=5.0, validator=number(0))
    budget: float = field(default=20.0, validator=number(0))
    resend_keyed: bool = field(default=False, validator=_flag)
