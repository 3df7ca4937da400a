"""From the encrypted bytes to the content: by the documented key, or by a usual mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import md5, sha256

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

from ...config import Credentials
from ...fields import Unreadable
from ...protocol.json_text import parse_json
from ...protocol.text import decoded, is_text
from ..wording import Text
from .base64_text import BLOCK
from .mistakes import Way, fewest_mistakes_first, mistakes_of
from .steps import Step, fine, wrong

_HEX = re.compile(r"[0-9A-Fa-f]{32}")
_BRACKETS = (b"{", b"[")


Opening = tuple[bytes, tuple[Text, ...]]
"""What is inside, the padding taken off, and what had to be done against the document."""


def explain_key(blocks: bytes, credentials: Credentials) -> tuple[bytes | None, Step]:
    """Decrypt, and if that fails find out how it was encrypted instead.

    Returns:
        What is inside, also where a mistake had to be made to read it; None if nothing opens
        it. And what was found.
    """
    if not blocks or len(blocks) % BLOCK:
        readable = is_readable(blocks)
        return (blocks, wrong("key.not_encrypted")) if readable else (None, wrong("key.nothing"))
    aes_key = credentials.aes_key.encode()
    plain = _unpadded(_decrypted(blocks, aes_key, aes_key[:BLOCK]))
    if plain == b"":  # a whole block of padding is no chance
        return plain, fine("key.fits")
    # From what can't be chance to what might be: a wrong IV, too, makes text of a sort.
    for accepts in (is_json, is_readable):
        if plain is not None and accepts(plain):
            return plain, fine("key.fits")
        if opening := _mistaken_opening(blocks, credentials, accepts):
            return opening[0], wrong("key.opens_otherwise", *opening[1])
    if opening := _other_iv(plain or b""):
        return opening[0], wrong("key.opens_otherwise", *opening[1])
    if plain is not None and is_text(plain):
        return plain, fine("key.fits")
    reason = "key.padding" if plain is None else "key.padding_by_chance"
    return None, wrong("key.wrong", Text(reason), Text("key.unexplained"))


def _mistaken_opening(
    blocks: bytes, credentials: Credentials, accepts: Callable[[bytes], bool]
) -> Opening | None:
    """Find the fewest usual mistakes that open some blocks to something that is accepted."""
    if accepts(blocks):
        return (blocks, (Text("key.not_encrypted"),))
    for ways in fewest_mistakes_first(_keys(credentials), _ivs(credentials)):
        key, iv = (way.value for way in ways)
        plain = _decrypted(blocks, key or b"", iv)
        unpadded = _unpadded(plain)
        if unpadded is not None and accepts(unpadded):
            return (unpadded, mistakes_of(ways))
        stripped = plain.rstrip(b"\0")
        if accepts(stripped):
            return (stripped, (*mistakes_of(ways), Text("key.zeros")))
    return None


def is_json(plaintext: bytes) -> bool:
    """Return whether it is JSON: that no wrong key makes."""
    try:
        parse_json(plaintext)
    except Unreadable:
        return False
    return True


def is_readable(plaintext: bytes) -> bool:
    """Return whether it is JSON, or a sentence: text that has no control characters.

    Under a wrong IV the first block is ASCII too, since text and key are: what ends like JSON
    without being any is taken for that, not for a sentence.
    """
    return is_json(plaintext) or (_is_printable(plaintext) and not plaintext.endswith((b"}", b"]")))


def _other_iv(plain: bytes) -> Opening | None:
    """Open what another IV garbles: the first block, which may be that IV itself."""
    rest = plain[BLOCK:]
    if rest.startswith(_BRACKETS) and is_json(rest):
        return (rest, (Text("key.iv_in_front"),))
    # The cut may lie inside a character of UTF-8.
    if any(_is_printable(rest[start:]) for start in range(4)) and not plain.startswith(_BRACKETS):
        return (b"?" * BLOCK + rest, (Text("key.other_iv"),))
    return None


def _is_printable(plaintext: bytes) -> bool:
    if not plaintext or b"\0" in plaintext:  # which is read as U+FFFD, and that is printable
        return False
    return is_text(plaintext) and decoded(plaintext).isprintable()


def _keys(credentials: Credentials) -> Iterator[Way[bytes | None]]:
    key, secret = credentials.aes_key.encode(), credentials.app_secret.encode()
    yield Way(key)
    if _HEX.fullmatch(credentials.aes_key):
        yield Way(bytes.fromhex(credentials.aes_key), Text("key.hex_decoded"))
    yield Way(key[:BLOCK], Text("key.half"))
    yield Way(key[BLOCK:], Text("key.half"))
    yield Way(key.lower(), Text("key.lower_case"))
    yield Way(key.upper(), Text("key.upper_case"))
    yield Way(md5(key, usedforsecurity=False).digest(), Text("key.hashed"))
    yield Way(sha256(key).digest(), Text("key.hashed"))
    for size in (16, 32):
        yield Way(secret[:size].ljust(size, b"\0"), Text("key.app_secret"))


def _ivs(credentials: Credentials) -> Iterator[Way[bytes | None]]:
    key = credentials.aes_key.encode()
    yield Way(key[:BLOCK])
    yield Way(bytes(BLOCK), Text("key.zero_iv"))
    yield Way(None, Text("key.ecb"))
    yield Way(key[BLOCK:], Text("key.last_iv"))
    if _HEX.fullmatch(credentials.aes_key):
        yield Way(bytes.fromhex(credentials.aes_key), Text("key.hex_decoded_iv"))


def _decrypted(blocks: bytes, key: bytes, iv: bytes | None) -> bytes:
    mode = ECB() if iv is None else CBC(iv)  # noqa: S305 - to recognise it, not to use it
    decryptor = Cipher(AES(key), mode).decryptor()
    return decryptor.update(blocks) + decryptor.finalize()


def _unpadded(plain: bytes) -> bytes | None:
    size = plain[-1] if plain else 0
    if not 1 <= size <= BLOCK or plain[-size:] != bytes([size]) * size:
        return None
    return plain[:-size]
