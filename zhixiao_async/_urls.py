"""URLs that a user configures, checked before anything depends on them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from .errors import InvalidRequest

_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")


def plain_url(field: str, url: str, *, userinfo: bool = False) -> str:
    """An http(s) URL of a host, without its trailing slash.

    Args:
        field: Its name, for the error.
        url: The URL; it isn't repeated in an error, since it may hold a password.
        userinfo: Whether ``user:password@`` may stand before the host.

    Raises:
        InvalidRequest: Anything else.
    """
    if not _is_plain(url, userinfo):
        raise InvalidRequest(field, "must be http(s)://host[:port], with a host that can exist")
    return url.rstrip("/")


def _is_plain(url: str, userinfo: bool) -> bool:
    # Apart, so that no traceback with locals shows the parts, of which one may be a password.
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and _is_host(parts.hostname or "")
            and not (parts.query or parts.fragment)
            and (userinfo or "@" not in parts.netloc)
            and parts.port != 0
            and not re.search(r"\s", url)
        )
    except (ValueError, AttributeError, TypeError):
        return False


def _is_host(host: str) -> bool:
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        ip_address(host)  # its ValueError says no
        return True
    try:
        labels = host.encode("idna").decode("ascii").removesuffix(".").split(".")
    except UnicodeError:
        return False
    return all(_LABEL.fullmatch(label) for label in labels)
