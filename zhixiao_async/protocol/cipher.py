"""AES-256-CBC with PKCS#7 under base64 (section 1.3), in buffers that are used again.

Half a megabyte of fresh memory costs more in page faults than its decryption takes, so a page of
the listing is decrypted piece by piece into a :class:`Workspace` that its owner keeps.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pybase64
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from ..config import Credentials
from ..errors import Undecryptable
from ..messages.text import Text

_BLOCK = 16
_PIECE = 64 * 1024
"""Characters of base64 at a time; a multiple of four, so that each piece decodes by itself."""

_WHITE = b" \t\n\v\f\r"
_ANY_WHITE = re.compile(rb"[ \t\n\v\f\r]")

_MOST_KEPT = 4 * 1024 * 1024
"""Bytes a buffer may keep; a larger reply gets a buffer of its own."""


class Workspace:
    """Two buffers for one reply at a time; threads must not share them."""

    def __init__(self) -> None:
        self._text = bytearray()
        self._plain = bytearray()

    def text(self, size: int) -> memoryview:
        """Return room for a reply's text, in bytes."""
        self._text = _roomy(self._text, size)
        return memoryview(self._text if len(self._text) >= size else bytearray(size))

    def plain(self, size: int) -> memoryview:
        """Return room for decrypted content, in bytes."""
        self._plain = _roomy(self._plain, size)
        return memoryview(self._plain if len(self._plain) >= size else bytearray(size))


def encrypt(credentials: Credentials, plaintext: bytes) -> str:
    """Encrypt by AES-256-CBC under the key's ASCII characters, with PKCS#7; return base64."""
    missing = _BLOCK - len(plaintext) % _BLOCK
    encryptor = _cipher(credentials).encryptor()
    padded = plaintext + bytes([missing]) * missing
    return pybase64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode("ascii")


def decrypt(credentials: Credentials, text: memoryview, workspace: Workspace) -> memoryview:
    """Undo :func:`encrypt`; the result lies in the workspace.

    Old kits break base64 every 76 characters: white space in it is skipped.

    Raises:
        Undecryptable: Not base64, not whole blocks, or wrongly padded. Content under a wrong
            key is rightly padded about once in 250 times, and is unreadable then.
    """
    try:
        try:
            return _decrypt(credentials, text, workspace)
        except ValueError:
            if _ANY_WHITE.search(text) is None:
                raise
        return _decrypt(credentials, memoryview(_without_white(text)), workspace)
    except ValueError:
        raise Undecryptable(Text("reason.wrong_key")) from None


def looks_encrypted(text: memoryview) -> bool:
    """Return whether text may come from :func:`encrypt`, under any key, and is no sentence."""
    try:
        sealed = pybase64.b64decode(_without_white(text), validate=True)
    except ValueError:
        return False
    return bool(sealed) and len(sealed) % _BLOCK == 0


def _decrypt(credentials: Credentials, text: memoryview, workspace: Workspace) -> memoryview:
    plain = workspace.plain(len(text) * 3 // 4 + _BLOCK * 2)
    decryptor = _cipher(credentials).decryptor()
    size = 0
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE]
        sealed = pybase64.b64decode(piece, validate=True)
        if len(sealed) * 4 != len(piece) * 3 and start + _PIECE < len(text):
            raise ValueError("padding before the end")
        size += decryptor.update_into(sealed, plain[size:])
    decryptor.finalize()
    padding = plain[size - 1] if size else 0
    if not 1 <= padding <= _BLOCK or plain[size - padding : size] != bytes([padding]) * padding:
        raise ValueError("wrong padding")
    return plain[: size - padding]


def _without_white(text: memoryview) -> bytes:
    return bytes(text).translate(None, _WHITE)


def _roomy(buffer: bytearray, size: int) -> bytearray:
    # A view of the old buffer may be alive: it is replaced, never resized.
    return buffer if len(buffer) >= size or size > _MOST_KEPT else bytearray(size + size // 4)


@lru_cache(maxsize=8)
def _cipher(credentials: Credentials) -> Cipher[CBC]:
    key = memoryview(credentials.aes_key.encode("ascii"))
    return Cipher(AES(key), CBC(key[:_BLOCK]))
