"""The command in this process, under the document's test credentials."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlencode

import attrs
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

from zhixiao_async.cli import main

APP_ID, SECRET, KEY = "2021070804024", "x8n6xauGZnGjNQUH", "510113CFE82CCC214A96A259CCCF4DA4"
QUERY = b'{"out_trade_no":"20881"}'
ORDER = {
    "body": "学费",
    "out_trade_no": "20881",
    "total_fee": "19800",
    "user_no": "2013141516",
    "notify_url": "https://example.edu/notify",
}
"""What order_create is sent, as JSON."""


@attrs.frozen
class Explained:
    """What the command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def wrongs(self) -> list[str]:
        """The findings that are marked as wrong."""
        return [line[5:] for line in self.out.split("\n") if line.startswith("[!!]")]


Explain: TypeAlias = Callable[..., Explained]


@pytest.fixture
def explain(capsys, monkeypatch) -> Explain:
    """Explain something; no secret may ever be in the output."""

    def run(*arguments: str, stdin: bytes = b"", test_credentials: bool = True) -> Explained:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        options = ["--test-credentials"] if test_credentials else []
        code = main(["explain", *options, *arguments])
        out, err = capsys.readouterr()
        assert SECRET.lower() not in (out + err).lower()
        assert KEY.lower() not in (out + err).lower()
        return Explained(code, out, err)

    return run


class Tty(io.StringIO):
    """A file that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say so always."""
        return True


@pytest.fixture
def on_tty(monkeypatch) -> Callable[[Callable[[], object]], str]:
    """Run something on a terminal of 80 columns with colours; return what comes out."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")

    def run(action: Callable[[], object]) -> str:
        file = Tty()
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", file)
            action()
        return file.getvalue()

    return run


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def seal(plain: bytes, *, key: bytes = KEY.encode(), iv: bytes | None = KEY[:16].encode()) -> str:
    """Encrypt as any partner may have done it; no IV means ECB."""
    missing = 16 - len(plain) % 16
    return encrypt(plain + bytes([missing]) * missing, key=key, iv=iv)


def encrypt(padded: bytes, *, key: bytes = KEY.encode(), iv: bytes | None = None) -> str:
    encryptor = Cipher(AES(key), ECB() if iv is None else CBC(iv)).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def form(param: str, sign: str | None = None, *, app_id: str = APP_ID) -> str:
    """Make a form, signed as documented unless a sign is given."""
    sign = md5(f"{app_id}{param}{SECRET}") if sign is None else sign
    return urlencode({"id": app_id, "param": param, "sign": sign})


def reply(content: str, *, code: str = "0", sign: str | None = None) -> str:
    """Make a reply's JSON around sealed content."""
    sign = md5(f"{code}{content}{SECRET}") if sign is None else sign
    escaped = content.replace("/", "\\/")
    return f'{{"ret_code":{code},"ret_content":"{escaped}","sign":"{sign}"}}'
