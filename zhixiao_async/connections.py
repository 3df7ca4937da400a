"""How the client reaches the gateway: limits, proxy, TLS and headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ssl import SSLContext
from types import MappingProxyType
from typing import Any

import aiohttp
import attrs
from attrs import field

from ._proxies import ENVIRONMENT
from ._secret import hidden
from ._urls import plain_url
from .config import number
from .errors import InvalidRequest

_OF_THE_MESSAGE = frozenset(
    ("connection", "content-encoding", "content-length", "host", "te", "transfer-encoding")
)

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def _proxy(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is not None and value != ENVIRONMENT:
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


def _traces(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not isinstance(value, Sequence) or not all(
        isinstance(one, aiohttp.TraceConfig) for one in value
    ):
        raise InvalidRequest(
            attribute.name, "must be a sequence of aiohttp.TraceConfig", given=value
        )


def _user_agent(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is not None:
        _header_text(attribute.name, value)


def _header_text(name: str, value: object) -> None:
    if not isinstance(value, str) or not value.isprintable() or not value:
        raise InvalidRequest(name, "must be text on one line, and not be empty")


@attrs.frozen(kw_only=True, init=False)
class Connections:
    """How the client reaches the gateway.

    Attributes:
        limit: Connections at a time, for reads and for writes each (with the writes are ``raw()``
            and the reads whose reply names nothing that was asked for); listings have connections
            of their own, for each mask. A call that finds none free waits for one until its
            deadline, and is NotSent then.
        keepalive: Seconds an idle connection of a read is kept. Writes never reuse one.
        proxy: ``http://host:port`` of a proxy, or ``"environment"`` for the one that HTTP_PROXY,
            HTTPS_PROXY, ALL_PROXY and NO_PROXY name when a client is made; without it these
            variables mean nothing. Credentials in a proxy's URL are never shown.
        ssl: A TLS context for https base URLs; None checks against the system's roots.
        trace_configs: aiohttp trace configurations of your own.
        headers: Sent with every request; those of the message itself (Host, Content-Length, …)
            can't be set.
        user_agent: Replaces the default ``zhixiao/<version>``.
    """

    limit: int = field(validator=number(1, whole=True))
    keepalive: float = field(validator=number(0))
    proxy: str | None = field(repr=False, validator=_proxy)
    ssl: SSLContext | None = field(validator=_ssl)
    trace_configs: Sequence[aiohttp.TraceConfig] = field(validator=_traces)
    headers: Mapping[str, str] = field(repr=False, validator=_headers)
    user_agent: str | None = field(validator=_user_agent)

    def __init__(
        self,
        *,
        limit: int = 20,
        keepalive: float = 15.0,
        proxy: str | None = None,
        ssl: SSLContext | None = None,
        trace_configs: Sequence[aiohttp.TraceConfig] = (),
        headers: Mapping[str, str] = MappingProxyType({}),
        user_agent: str | None = None,
    ) -> None:
        # Written by hand so that a traceback with locals shows no proxy's password.
        proxy = None if proxy is None else hidden(proxy)
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue] - made by attrs
            limit=limit,
            keepalive=keepalive,
            proxy=proxy,
            ssl=ssl,
            trace_configs=trace_configs,
            headers={} if headers is _NO_HEADERS else headers,
            user_agent=user_agent,
        )
