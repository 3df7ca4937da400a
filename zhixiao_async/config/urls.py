"""URLs that a user configures, checked before anything depends on them."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from ..checks import is_host
from ..errors import InvalidRequest
from ..messages.text import Text

_PATHS = re.compile("/pay_api/", re.IGNORECASE)


def plain_url(field: str, url: str, *, userinfo: bool = False) -> str:
    """Return the http(s) URL of a host without its trailing slash.

    Args:
        field: Its name, for the error.
        url: The URL; it isn't repeated in an error, since it may hold a password.
        userinfo: Whether ``user:password@`` may stand before the host.

    Raises:
        InvalidRequest: Anything else.
    """
    if not _is_plain(url, userinfo):
        raise InvalidRequest(field, Text("rule.not_plain_url"))
    return url.rstrip("/")


def gateway_url(url: str, *, field: str = "base_url") -> str:
    """Return the base URL that the documented paths are appended to.

    Raises:
        InvalidRequest: Not a plain URL, or it has the beginning of those paths itself.
    """
    plain = plain_url(field, url)
    if found := _PATHS.search(f"{plain}/"):
        right = plain[: found.start()]
        raise InvalidRequest(field, Text("rule.url_with_path", right=right))
    return plain


def origin(base: str, location: str) -> str:
    """Return scheme, host and port of a redirect's target: all else of it may be secret.

    Args:
        base: What was asked for, to which a location may be relative.
        location: As it was given.

    Returns:
        ``https://host:port``, or an empty text if it leads nowhere.
    """
    try:
        parts = urlsplit(urljoin(base, location))
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in ("http", "https") or not is_host(host):
            return ""
    except ValueError:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port is None else f":{port}")


def _is_plain(url: str, userinfo: bool) -> bool:
    # Apart, so that no traceback with locals shows the parts, of which one may be a password.
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and is_host(parts.hostname or "")
            and not (parts.query or parts.fragment)
            and (userinfo or "@" not in parts.netloc)
            and parts.port != 0
            and not re.search(r"\s", url)
        )
    except (ValueError, AttributeError, TypeError):
        return False
