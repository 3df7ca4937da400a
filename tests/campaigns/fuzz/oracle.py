"""An oracle for replies, written from the document and apart from the library."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime, timedelta
from types import UnionType
from typing import Any, ForwardRef, Union, get_args, get_origin, get_type_hints

import attrs
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from zhixiao_async import Credentials
from zhixiao_async.fields import NumericId, OpenEnum


def sign(credentials: Credentials, *parts: str) -> str:
    """Return the lowercase md5 of the parts and the secret; bytes that aren't UTF-8 are kept."""
    text = "".join([*parts, str(credentials.app_secret)])
    return hashlib.md5(text.encode("utf-8", "surrogateescape")).hexdigest()


def signed_content(credentials: Credentials, body: bytes) -> tuple[int, bytes] | None:
    """Return the code and the content of a signed reply; None if it isn't signed."""
    try:
        text = body.strip(b"\xef\xbb\xbf \t\r\n").decode("utf-8", "surrogateescape")
        # strict=False: fields that aren't read may be malformed.
        outer = json.loads(text, parse_int=str, parse_float=str, strict=False)
        code, content = outer["ret_code"], characters(outer.get("ret_content") or "")
        if outer["sign"].lower() != sign(credentials, code, content):
            return None
        return int(code), _opened(credentials, content)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None


def characters(text: str) -> str:
    """Replace half a surrogate pair by U+FFFD, but not one that stands for a non-UTF-8 byte."""
    return "".join(
        "\ufffd" if 0xD800 <= ord(char) < 0xE000 and not 0xDC80 <= ord(char) < 0xDD00 else char
        for char in text
    )


def _opened(credentials: Credentials, content: str) -> bytes:
    key = str(credentials.aes_key).encode("ascii")
    decryptor = Cipher(AES(key), CBC(key[:16])).decryptor()
    unpadder = PKCS7(128).unpadder()
    try:
        sealed = base64.b64decode(content.translate(dict.fromkeys(b" \t\n\v\f\r")), validate=True)
        padded = decryptor.update(sealed) + decryptor.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        return content.encode("utf-8", "surrogateescape")


def conforms(value: Any, hint: Any) -> bool:
    """Return whether a value is what its annotation promises, field by field."""
    if hint is Any or isinstance(hint, ForwardRef):  # JsonValue, which is recursive
        return True
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(conforms(value, choice) for choice in arguments)
    if origin is not None:
        inner = arguments[0]
        return isinstance(value, origin) and all(conforms(item, inner) for item in value)
    if attrs.has(hint):
        hints = get_type_hints(hint)
        return type(value) is hint and all(
            conforms(getattr(value, name), hints[name]) for name in attrs.fields_dict(hint)
        )
    if hint is datetime:
        return type(value) is datetime and value.utcoffset() == timedelta(hours=8)
    if hint is str:
        return type(value) in (str, NumericId)
    # Exactly this type: True must not pass for an int of fen.
    return isinstance(value, hint) if issubclass(hint, OpenEnum) else type(value) is hint
