"""A read that wasn't answered, or not in a way that can be trusted; a listing that changes."""

from __future__ import annotations

from ..messages.text import Text
from .base import ZhixiaoError


class NoReply(ZhixiaoError):
    """A read got no usable answer in the attempts and the time it had.

    Attributes:
        retry_after: Seconds that the last answer asked to wait (``Retry-After``), 0 if it didn't.
    """

    retry_after: float = 0.0


class BadReply(ZhixiaoError):
    """A read was answered, and the answer can't be trusted."""


class BadEnvelope(BadReply):
    """The answer isn't the documented ``{ret_code, ret_content, sign}``."""

    next_step = Text("next.bad_envelope")


class BadSignature(BadReply):
    """The answer's sign is missing or wrong: check ``app_secret``, then suspect the network."""

    next_step = Text("next.bad_signature")


class Undecryptable(BadReply):
    """The sign fits but the content doesn't open: check ``aes_key``."""

    next_step = Text("next.undecryptable")


class UnexpectedContent(BadReply):
    """The content opens, and isn't what the document says it must be."""

    next_step = Text("next.unexpected_content")


class WindowChanged(ZhixiaoError):
    """A listing's window was read twice and didn't add up either time."""
