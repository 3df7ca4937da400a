"""Which key, IV, mode and padding open some blocks: the documented ones, or a usual mistake?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import md5, sha256
from itertools import product

import attrs
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

from ... import _codec
from ..._text import decoded, is_text
from ...config import Credentials
from ...fields import Unreadable
from .steps import Text

BLOCK = 16
_HEX = re.compile(r"[0-9A-Fa-f]{32}")


@attrs.frozen
class Opening:
    """How something opened.

    Attributes:
        plaintext: What is inside, the padding taken off.
        mistakes: What had to be done against the document; empty if nothing.
    """

    plaintext: bytes
    mistakes: tuple[Text, ...] = ()


@attrs.frozen
class _Way:
    value: bytes | None
    mistake: Text | None = None


def opened(blocks: bytes, credentials: Credentials) -> bytes | None:
    """Decrypted as documented, whatever is inside; None if the padding is wrong."""
    key = credentials.aes_key.encode()
    return _unpadded(_decrypted(blocks, key, key[:BLOCK]))


def mistaken_opening(
    blocks: bytes, credentials: Credentials, accepts: Callable[[bytes], bool]
) -> Opening | None:
    """The fewest usual mistakes that open it; None if none of them do.

    Args:
        blocks: Whole AES blocks.
        credentials: Whose key should open them.
        accepts: Tells what was meant from noise: :func:`is_json` or :func:`is_readable`.
    """
    if accepts(blocks):
        return Opening(
            blocks, (Text("it isn't encrypted, only base64", "没有加密，只做了 base64"),)
        )
    ways = product(_keys(credentials), _ivs(credentials))
    for key, iv in sorted(ways, key=lambda way: sum(one.mistake is not None for one in way)):
        plain = _decrypted(blocks, key.value or b"", iv.value)
        mistakes = tuple(one.mistake for one in (key, iv) if one.mistake)
        unpadded = _unpadded(plain)
        if unpadded is not None and accepts(unpadded):
            return Opening(unpadded, mistakes)
        stripped = plain.rstrip(b"\0")
        if accepts(stripped):
            zeros = Text("padded with zero bytes; it must be PKCS#7", "用零字节填充；应为 PKCS#7")
            return Opening(stripped, (*mistakes, zeros))
    return _iv_in_front(blocks, credentials)


def is_json(plaintext: bytes) -> bool:
    """Whether it is JSON: that no wrong key gives."""
    try:
        _codec.parse_json(plaintext)
    except Unreadable:
        return False
    return True


def is_readable(plaintext: bytes) -> bool:
    """Whether it is JSON, or a sentence: text that has no control characters.

    Under a wrong IV the first block is ASCII too, since text and key are: what ends like JSON
    without being any is taken for that, not for a sentence.
    """
    return is_json(plaintext) or (_is_printable(plaintext) and not plaintext.endswith((b"}", b"]")))


def other_iv(blocks: bytes, credentials: Credentials) -> Opening | None:
    """CBC garbles only the first block under a wrong IV: is the rest text, as of JSON?"""
    plain = opened(blocks, credentials)
    if plain is None or len(plain) <= BLOCK or plain.startswith((b"{", b"[")):
        return None
    rest = plain[BLOCK:]
    # The cut may lie inside a character of UTF-8.
    if not any(_is_printable(rest[start:]) for start in range(4)):
        return None
    mistake = Text(
        "another IV: only the first 16 bytes are unreadable; the IV is the first 16 characters"
        " of the aes_key",
        "IV 不对：只有前 16 字节不可读；IV 应为 aes_key 的前 16 个字符",
    )
    return Opening(b"?" * BLOCK + rest, (mistake,))


def _iv_in_front(blocks: bytes, credentials: Credentials) -> Opening | None:
    """An IV sent along makes a first block of noise, and JSON begins with the second."""
    rest = (opened(blocks, credentials) or b"")[BLOCK:]
    if not rest.startswith((b"{", b"[")) or not is_json(rest):
        return None
    mistake = Text(
        "an IV of its own stands in front of it; it is the first 16 characters of the aes_key",
        "前面附带了自己的 IV；IV 应为 aes_key 的前 16 个字符",
    )
    return Opening(rest, (mistake,))


def _is_printable(plaintext: bytes) -> bool:
    if not plaintext or b"\0" in plaintext:  # which is read as U+FFFD, and that is printable
        return False
    return is_text(plaintext) and decoded(plaintext).isprintable()


def _keys(credentials: Credentials) -> Iterator[_Way]:
    key, secret = credentials.aes_key.encode(), credentials.app_secret.encode()
    yield _Way(key)
    if _HEX.fullmatch(credentials.aes_key):
        text = Text(
            "the key was hex-decoded to 16 bytes; its 32 characters are the key",
            "密钥被按十六进制解码成 16 字节；应直接用 32 个字符",
        )
        yield _Way(bytes.fromhex(credentials.aes_key), text)
    short = Text(
        "only half of the key was used (AES-128); all 32 characters are the key",
        "只用了密钥的一半（AES-128）；应用全部 32 个字符",
    )
    yield _Way(key[:16], short)
    yield _Way(key[16:], short)
    yield _Way(key.lower(), Text("the key in lower case", "密钥被转成小写"))
    yield _Way(key.upper(), Text("the key in upper case", "密钥被转成大写"))
    hashed = Text("the key was hashed; it is used as it is", "密钥被哈希；应直接使用")
    yield _Way(md5(key, usedforsecurity=False).digest(), hashed)
    yield _Way(sha256(key).digest(), hashed)
    wrong = Text("the app_secret was used as the key", "误用 app_secret 作为密钥")
    for size in (16, 32):
        yield _Way(secret[:size].ljust(size, b"\0"), wrong)


def _ivs(credentials: Credentials) -> Iterator[_Way]:
    key = credentials.aes_key.encode()
    yield _Way(key[:BLOCK])
    yield _Way(
        bytes(BLOCK),
        Text(
            "the IV was zero; it is the first 16 characters of the aes_key",
            "IV 用了全零；应为 aes_key 的前 16 个字符",
        ),
    )
    yield _Way(None, Text("ECB was used; the mode is CBC", "用了 ECB 模式；应为 CBC"))
    yield _Way(
        key[BLOCK:],
        Text(
            "the IV was the key's last 16 characters; it is the first 16",
            "IV 用了密钥的后 16 个字符；应为前 16 个",
        ),
    )
    if _HEX.fullmatch(credentials.aes_key):
        decoded = Text(
            "the IV was the hex-decoded key; it is its first 16 characters",
            "IV 用了十六进制解码后的密钥；应为前 16 个字符",
        )
        yield _Way(bytes.fromhex(credentials.aes_key), decoded)


def _decrypted(blocks: bytes, key: bytes, iv: bytes | None) -> bytes:
    mode = ECB() if iv is None else CBC(iv)  # noqa: S305 - to recognise it, not to use it
    decryptor = Cipher(AES(key), mode).decryptor()
    return decryptor.update(blocks) + decryptor.finalize()


def _unpadded(plain: bytes) -> bytes | None:
    size = plain[-1] if plain else 0
    if not 1 <= size <= BLOCK or plain[-size:] != bytes([size]) * size:
        return None
    return plain[:-size]
