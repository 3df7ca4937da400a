"""How the client reaches the gateway: limits, proxy, TLS and headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ssl import SSLContext
from typing import Any

import aiohttp
import attrs
from attrs import field

from ._urls import plain_url
from .config import number
from .errors import InvalidRequest

_OF_THE_MESSAGE = frozenset(
    ("connection", "content-encoding", "content-length", "host", "te", "transfer-encoding")
)


def _proxy(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is not None:
        plain_url(attribute.name, value, userinfo=True)


def _headers(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not isinstance(value, Mapping):
        raise InvalidRequest(attribute.name, "must map header names to text")
    for name, text in value.items():
        _header_text(attribute.name, name)
        _header_text(f"{attribute.name}[{name!r}]", text)
        if name.lower() in _OF_THE_MESSAGE:
            raise InvalidRequest(attribute.name, f"can't set {name}, which is the message's own")


def _ssl(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is not None and not isinstance(value, SSLContext):
        raise InvalidRequest(attribute.name, "must be an ssl.SSLContext, or None")


def _user_agent(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is not None:
        _header_text(attribute.name, value)


def _header_text(name: str, value: object) -> None:
    if not isinstance(value, str) or not value.isprintable() or not value:
        raise InvalidRequest(name, "must be text on one line, and not be empty")


@attrs.frozen(kw_only=True)
class Connections:
    """How the client reaches the gateway.

    Attributes:
        limit: Connections at a time, for reads and for writes each.
        keepalive: Seconds an idle connection of a read is kept. Writes never reuse one.
        proxy: ``http://host:port`` of a proxy; credentials in it are never shown.
        ssl: A TLS context for https base URLs; None checks against the system's roots.
        trace_configs: aiohttp trace configurations of your own.
        headers: Sent with every request; those of the message itself (Host, Content-Length, …)
            can't be set.
        user_agent: Replaces the default ``zhixiao/<version>``.
    """

    limit: int = field(default=20, validator=number(1, whole=True))
    keepalive: float = field(default=15.0, validator=number(0))
    proxy: str | None = field(default=None, repr=False, validator=_proxy)
    ssl: SSLContext | None = field(default=None, validator=_ssl)
    trace_configs: Sequence[aiohttp.TraceConfig] = ()
    headers: Mapping[str, str] = field(factory=dict, repr=False, validator=_headers)
    user_agent: str | None = field(default=None, validator=_user_agent)
