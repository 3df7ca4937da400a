"""The headers of every request."""

from __future__ import annotations

from functools import cache

from ..config.connections import Connections
from ..version import own_version

CONTENT_TYPE = "application/x-www-form-urlencoded;charset=utf-8"


def request_headers(options: Connections) -> dict[str, str]:
    """Return the caller's headers, the content type and the user agent."""
    # Encrypted content doesn't shrink enough to pay for unpacking it.
    headers = {"Accept-Encoding": "identity"}
    headers |= {name.title(): value for name, value in options.headers.items()}
    return headers | {
        "User-Agent": user_agent(options),
        "Content-Type": CONTENT_TYPE,
    }


def user_agent(options: Connections) -> str:
    """Return the caller's user agent, or the library's own."""
    return options.user_agent or _own_user_agent()


@cache
def _own_user_agent() -> str:
    version = own_version()
    return f"zhixiao/{version}" if version else "zhixiao"
