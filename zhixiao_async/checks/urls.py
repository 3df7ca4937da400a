"""Addresses on the web."""

from __future__ import annotations

import codecs
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from ..messages.text import Text
from .check import Check
from .texts import text

codecs.lookup("idna")  # loaded now: a reply's redirect may be read with no file descriptor left

_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NOT_IN_A_URL = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]")
_BEGINNING = re.compile(r"https?://", re.IGNORECASE)


def _broken(value: object) -> Text | None:
    if (rule := text().broken(value)) or not isinstance(value, str):
        return rule
    if _NOT_IN_A_URL.search(value):
        return Text("rule.url_with_white_space")
    if not _BEGINNING.match(value):
        return Text("rule.url_without_scheme")
    return None if _has_host(value) else Text("rule.url_without_host")


web_address = Check(_broken)
"""An absolute http(s) URL: others are to open it, a gateway or a payer's browser."""


def is_host(host: str) -> bool:
    """Return whether a host of this name, or address, can exist.

    Raises:
        ValueError: It can't, being a malformed address.
    """
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        ip_address(host)  # its ValueError says no
        return True
    try:
        labels = host.encode("idna").decode("ascii").removesuffix(".").split(".")
    except UnicodeError:
        return False
    return all(_LABEL.fullmatch(label) for label in labels)


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        return False
