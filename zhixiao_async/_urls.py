"""URLs that a user configures, checked before anything depends on them."""

from __future__ import annotations

import codecs
import re
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from .errors import InvalidRequest

codecs.lookup("idna")  # loaded now: a reply's redirect may be read with no file descriptor left

_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")


_PATHS = re.compile("/pay_api/", re.IGNORECASE)
_NOT_IN_A_URL = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]")
_BEGINNING = re.compile(r"https?://", re.IGNORECASE)


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


def gateway_url(url: str, *, field: str = "base_url") -> str:
    """The base URL that the documented paths are appended to.

    Raises:
        InvalidRequest: Not a plain URL, or it has the beginning of those paths itself.
    """
    plain = plain_url(field, url)
    if found := _PATHS.search(f"{plain}/"):
        right = plain[: found.start()]
        rule = f"must end before /pay_api, with which every path begins: {right}"
        raise InvalidRequest(field, rule)
    return plain


def origin(base: str, location: str) -> str:
    """Scheme, host and port of where a ``Location`` leads; nothing else of it, which may be secret.

    Args:
        base: What was asked for, to which a location may be relative.
        location: As it was given.

    Returns:
        ``https://host:port``, or an empty text if it leads nowhere.
    """
    try:
        parts = urlsplit(urljoin(base, location))
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in ("http", "https") or not _is_host(host):
            return ""
    except ValueError:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port is None else f":{port}")


def web_fault(url: str) -> str:
    """Return the rule that an address on the web breaks, or nothing.

    It is for others to open, a gateway or a payer's browser, so it must be absolute.
    """
    rule = ""
    if _NOT_IN_A_URL.search(url):
        rule = "must be a URL without white space and control characters"
    elif not _BEGINNING.match(url):
        rule = "must begin with http:// or https://"
    elif not _has_host(url):
        rule = "must name a host that can exist, after http(s)://"
    return f"{rule}, such as https://example.edu/notify" if rule else ""


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        return False


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
