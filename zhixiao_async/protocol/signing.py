"""The sign of section 1.3: md5 over what is sent and the secret.

The string that is signed holds the secret, so it never exists: its parts are fed to md5 in turn.
"""

from __future__ import annotations

import hmac
from hashlib import md5

from ..config import Credentials


def sign(credentials: Credentials, *parts: str | memoryview) -> str:
    """Return the lowercase hex md5 over the parts and then ``app_secret``."""
    digest = md5(usedforsecurity=False)
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
    digest.update(credentials.app_secret.encode())
    return digest.hexdigest()


def signed_by(credentials: Credentials, given: str, *parts: str | memoryview) -> bool:
    """Return whether ``given`` is the sign of the parts, compared in constant time.

    Hex digits may be in either case.
    """
    expected = sign(credentials, *parts).encode("ascii")
    return hmac.compare_digest(given.encode(errors="replace").lower(), expected)
