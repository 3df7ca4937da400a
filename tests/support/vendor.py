"""Fixtures that all tests share: recorded samples, and the vendor's side of the envelope."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import attrs
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import settings

from tests.support.places import SAMPLES
from zhixiao_async import Credentials

# A shared machine may stall for a moment, which is no finding.
settings.register_profile("zhixiao", deadline=None, max_examples=100)
settings.load_profile("zhixiao")


@attrs.frozen
class Vendor:
    """The gateway's side of section 1.3, written from the document and apart from the library."""

    app_id: str
    app_secret: str
    aes_key: str

    @classmethod
    def of(cls, credentials: Credentials) -> Vendor:
        """Return the vendor's side of some credentials."""
        return cls(credentials.app_id, str(credentials.app_secret), str(credentials.aes_key))

    def encrypt_blocks(self, padded: bytes) -> str:
        """Encrypt whole blocks with AES-256-CBC, and encode them as base64."""
        key = self.aes_key.encode("ascii")
        encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def encrypt(self, plaintext: bytes) -> str:
        """Pad with PKCS#7, and encrypt."""
        missing = 16 - len(plaintext) % 16
        return self.encrypt_blocks(plaintext + bytes([missing]) * missing)

    def sign(self, *parts: str) -> str:
        """Return the lowercase md5 of the parts and the secret."""
        return hashlib.md5(
            "".join([*parts, self.app_secret]).encode(errors="surrogateescape")
        ).hexdigest()

    def envelope(self, code: str, content: str) -> bytes:
        """Return a reply around finished content; ``code`` is JSON text, quotes included."""
        sign = self.sign(code.strip('"'), content)
        return f'{{"ret_code":{code},"ret_content":{json.dumps(content)},"sign":"{sign}"}}'.encode()

    def reply(self, content: bytes, code: str = "0") -> bytes:
        """Return a reply whose content is encrypted."""
        return self.envelope(code, self.encrypt(content))

    def form(self, plaintext: bytes, **instead: str) -> bytes:
        """Return the form of a request or a notification; ``instead`` replaces single fields."""
        param = self.encrypt(plaintext)
        fields = {"id": self.app_id, "param": param, "sign": self.sign(self.app_id, param)}
        return urlencode(fields | instead).encode()


@pytest.fixture(scope="session")
def sample() -> Callable[[str], Any]:
    """Return a function that loads a sample by its path, parsed if it is JSON."""

    def load(path: str) -> Any:
        text = (SAMPLES / path).read_text("utf-8")
        return json.loads(text) if path.endswith(".json") else text

    return load


@pytest.fixture(scope="session")
def worked_example(sample: Callable[[str], Any]) -> dict[str, Any]:
    """Return the worked example of section 1.3."""
    return sample("envelope/worked-example.json")


@pytest.fixture(scope="session")
def credentials(worked_example: dict[str, Any]) -> Credentials:
    """Return the document's test credentials."""
    names = ("app_id", "app_secret", "aes_key")
    return Credentials(**{name: worked_example[name] for name in names})


@pytest.fixture(scope="session")
def make_vendor() -> Callable[[Credentials], Vendor]:
    """Return a function that makes the vendor's side of any credentials."""
    return Vendor.of


@pytest.fixture(scope="session")
def vendor(make_vendor: Callable[[Credentials], Vendor], credentials: Credentials) -> Vendor:
    """Return the vendor's side of the document's test credentials."""
    return make_vendor(credentials)
