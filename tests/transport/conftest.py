"""A gateway that misbehaves as scripted, and clients to meet it with."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import attrs
import pytest

from tests.support.certificate import tls_contexts
from tests.support.leaks import no_leaks  # noqa: F401 - a fixture
from tests.support.places import SAMPLES
from zhixiao_async import Client, Connections, Effect, RetryPolicy, Timeouts

from .faces import new_sync_client, scene  # noqa: F401 - fixtures
from .raw_gateway import CREDENTIALS, Gateway, Play


@attrs.define
class Attempts:
    """Counts a client's attempts, also those that reached nobody."""

    count: int = 0

    def trace(self) -> aiohttp.TraceConfig:
        async def count(*_: object) -> None:
            self.count += 1

        config = aiohttp.TraceConfig()
        config.on_request_start.append(count)
        return config


@pytest.fixture
def play() -> type[Play]:
    return Play


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with asyncio.timeout(60), AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def gateways() -> list[Gateway]:
    """List every gateway of a test."""
    return []


@pytest.fixture
def new_gateway(stack: AsyncExitStack, gateways: list[Gateway]) -> Callable[..., Gateway]:
    """Make a gateway that doesn't listen yet."""

    def make(tls: ssl.SSLContext | None = None) -> Gateway:
        gateways.append(gateway := Gateway(tls))
        stack.push_async_callback(gateway.close)
        return gateway

    return make


@pytest.fixture
async def gateway(new_gateway: Callable[..., Gateway]) -> Gateway:
    """Make a gateway that listens and answers genuinely, until told to play something else."""
    gateway = new_gateway()
    gateway.plays(Play.reply())
    await gateway.listen()
    return gateway


@pytest.fixture
def attempts() -> Attempts:
    return Attempts()


@pytest.fixture
def new_client(
    gateway: Gateway, attempts: Attempts, stack: AsyncExitStack
) -> Callable[..., Client]:
    """Make an impatient client of the gateway that tries twice, without a pause."""

    def make(**options: Any) -> Client:
        connections = options.pop("connections", Connections())
        traces = (*connections.trace_configs, attempts.trace())
        settings = {
            "base_url": gateway.url,
            "timeouts": Timeouts(connect=1, sock_connect=1, sock_read=1, total=2, deadline=4),
            "retry": RetryPolicy(attempts=2, backoff=0),
            "connections": attrs.evolve(connections, trace_configs=traces),
        }
        client = Client(CREDENTIALS, **(settings | options))
        stack.push_async_callback(client.close)
        return client

    return make


@pytest.fixture
def client(new_client: Callable[..., Client]) -> Client:
    return new_client()


@pytest.fixture
def call() -> Callable[[Client, Effect], Coroutine[Any, Any, Any]]:
    """Make the call that stands for an effect: a read, a keyed change, a movement of money."""

    def make(client: Client, effect: Effect) -> Coroutine[Any, Any, Any]:
        if effect is Effect.READ:
            return client.order_query(out_trade_no="20881")
        if effect is Effect.KEYED:
            return client.order_create(
                body="学费",
                out_trade_no="20881",
                total_fee=19800,
                user_no="2013141516",
                notify_url="https://example.edu/notify",
            )
        return client.order_refund(out_trade_no="20881")

    return make


@pytest.fixture(scope="session")
def tls() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's context with a self-signed certificate, and a client's that trusts it."""
    return tls_contexts()
