"""The least work for a page: md5, base64, AES and JSON into the same classes, in memory.

Times stay text. One thread, reused buffers, no network, no checks of the content.
"""

from __future__ import annotations

from hashlib import md5
from typing import Any

import msgspec
import pybase64
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from benchmarks.pages import CREDENTIALS
from zhixiao_async import ListedOrder, OrderListResult


class Outer(msgspec.Struct):
    """A reply."""

    ret_code: int
    ret_content: str
    sign: str


class Row(ListedOrder):
    """A row whose time stays text."""

    __slots__ = ()
    order_date: str | None  # type: ignore[assignment]


class Page(OrderListResult):
    """A page of such rows."""

    __slots__ = ()
    begin_time: str | None  # type: ignore[assignment]
    end_time: str | None  # type: ignore[assignment]
    data: list[Row]  # type: ignore[assignment]


_OUTER = msgspec.json.Decoder(Outer)
_PAGE = msgspec.json.Decoder(Page, strict=False)
_KEY = CREDENTIALS.aes_key.encode()
_SECRET = CREDENTIALS.app_secret.encode()
_BUFFER = bytearray(1024 * 1024)


def read(body: bytes) -> Any:
    """Read a page from a reply."""
    outer = _OUTER.decode(body)
    content = outer.ret_content.encode()
    digest = md5(b"0", usedforsecurity=False)
    digest.update(content)
    digest.update(_SECRET)
    if digest.hexdigest() != outer.sign:
        raise ValueError("sign")
    decryptor = Cipher(AES(_KEY), CBC(_KEY[:16])).decryptor()
    size = decryptor.update_into(pybase64.b64decode(content), _BUFFER)
    return _PAGE.decode(memoryview(_BUFFER)[: size - _BUFFER[size - 1]])
