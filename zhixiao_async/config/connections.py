"""Connections to the gateway: limits, proxy, TLS and headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ssl import SSLContext
from types import MappingProxyType
from typing import Any

import aiohttp
import attrs
from attrs import field

from ..checks import Check, header_text, not_shown, number, whole
from ..errors import InvalidRequest
from ..messages.text import Text
from .proxies import ENVIRONMENT
from .secret_text import hidden
from .urls import plain_url

_OF_THE_MESSAGE = frozenset(
    ("connection", "content-encoding", "content-length", "host", "te", "transfer-encoding")
)


def _proxy(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if value is not None and value != ENVIRONMENT:
        plain_url(attribute.name, value, userinfo=True)


def _headers(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not isinstance(value, Mapping):
        raise InvalidRequest(attribute.name, Text("rule.not_headers"))
    for name, text in value.items():
        header_text.require(attribute.name, name)
        header_text.require(f"{attribute.name}[{name!r}]", text)
        if name.lower() in _OF_THE_MESSAGE:
            raise InvalidRequest(attribute.name, Text("rule.reserved_header", name=name))


def _is_context(value: object) -> Text | None:
    return None if value is None or isinstance(value, SSLContext) else Text("rule.not_ssl_context")


def _are_traces(value: object) -> Text | None:
    if isinstance(value, Sequence) and all(isinstance(t, aiohttp.TraceConfig) for t in value):
        return None
    return Text("rule.not_traces")


@attrs.frozen(kw_only=True, init=False)
class Connections:
    """Settings of the connections to the gateway.

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

    limit: int = field(validator=whole())
    keepalive: float = field(validator=number(minimum=0))
    proxy: str | None = field(repr=False, validator=_proxy)
    ssl: SSLContext | None = field(validator=Check(_is_context, shown=not_shown))
    trace_configs: Sequence[aiohttp.TraceConfig] = field(validator=Check(_are_traces))
    headers: Mapping[str, str] = field(repr=False, validator=_headers)
    user_agent: str | None = field(validator=header_text.or_none)

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
            headers=headers,
            user_agent=user_agent,
        )
