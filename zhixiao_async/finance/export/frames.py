"""What an export and its worker processes say to each other: pickles, each behind its length."""

from __future__ import annotations

import pickle
import struct
from typing import Any, BinaryIO

HEAD = struct.Struct("!Q")
"""The length of what follows, in bytes."""


def pack(message: object) -> bytes:
    """Return a message as it is sent."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return HEAD.pack(len(body)) + body


def unpack(body: bytes) -> Any:
    """Return the message that stands behind a head."""
    return pickle.loads(body)  # noqa: S301 - from one's own other process


def receive(stream: BinaryIO) -> Any:
    """Read a message.

    Raises:
        EOFError: The other side is gone.
    """
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (length,) = HEAD.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return unpack(body)
