"""A receipts' host that answers as scripted, and receipts whose files it has."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.resolving.conftest import create, gateway, paid  # noqa: F401 - fixtures
from tests.support.certificate import tls_contexts
from tests.support.clients import sandbox_client  # noqa: F401 - a fixture
from tests.support.leaks import no_leaks  # noqa: F401 - a fixture
from tests.transport.raw_gateway import CREDENTIALS, Gateway, Play
from zhixiao_async import Client, Connections, RetryPolicy, Timeouts

from .receipt import PDF, receipt_at

QUICK = Timeouts(connect=1, sock_connect=1, sock_read=1, total=2, deadline=4)


@pytest.fixture(scope="session")
def tls() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's context with a self-signed certificate, and a client's that trusts it."""
    return tls_contexts()


@pytest.fixture
async def new_host() -> AsyncIterator[Callable[..., Any]]:
    """Start a host that answers with the PDF until told otherwise."""
    hosts: list[Gateway] = []

    async def start(tls: ssl.SSLContext | None = None) -> Gateway:
        hosts.append(host := Gateway(tls))
        host.plays(Play.answer(Play.http(PDF), "close"))
        await host.listen()
        return host

    yield start
    for host in hosts:
        await host.close()


@pytest.fixture
async def host(new_host: Callable[..., Any]) -> Gateway:
    """Start a host without TLS on this machine."""
    started: Gateway = await new_host()
    return started


@pytest.fixture
async def connections() -> Connections:
    """Return the client's connections, which hold secrets for the gateway."""
    return Connections(headers={"X-Key": "a secret of the gateway's"}, user_agent="cashier/2")


@pytest.fixture
async def cashier(connections: Connections) -> AsyncIterator[Client]:
    """Open a client that tries twice, without a pause."""
    retry = RetryPolicy(attempts=2, backoff=0)
    async with Client(CREDENTIALS, timeouts=QUICK, retry=retry, connections=connections) as opened:
        yield opened


@attrs.frozen
class Fetch:
    """Downloads a receipt of the host."""

    client: Client
    url: str
    folder: Path

    async def __call__(self, url: str = "", **options: Any) -> Path:
        """Fetch it from a URL, from this machine unless forbidden."""
        options = {"allow_http": True, "allow_private": True} | options
        receipt = receipt_at(url or f"{self.url}/receipt.pdf?token=T0KEN")
        return await self.client.piaoju_download(receipt, self.folder, **options)


@pytest.fixture
def fetch(cashier: Client, host: Gateway, tmp_path: Path) -> Fetch:
    """Return a function that downloads a receipt of the host's."""
    return Fetch(cashier, host.url, tmp_path)
