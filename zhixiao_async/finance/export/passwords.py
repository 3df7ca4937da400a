"""A target's password stays where it is: nobody sends it to a worker."""

from __future__ import annotations

import re
from pathlib import Path

from ...errors import InvalidRequest
from ...messages.text import Text
from ...store.sqlite_file import is_url

_PASSWORD = re.compile(r"://[^/@]*:[^@]*@|[?&;]\w*pass(?:word|wd|phrase)?=", re.IGNORECASE)


def require_no_password(target: str | Path) -> None:
    """Check that a target can be sent to a worker.

    Raises:
        InvalidRequest: It is a URL with a password in it, which isn't repeated.
    """
    if is_url(str(target)) and _PASSWORD.search(str(target)):
        raise InvalidRequest("target", Text("rule.password_travels"))
