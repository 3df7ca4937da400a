"""Fixtures: a server that records what it receives, behind a proxy with toxics."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

import pytest

from tests.support.certificate import tls_contexts
from tests.support.leaks import no_leaks  # noqa: F401 - a fixture

from .proxy import HOST, Proxy, Toxics

PATIENCE = 10.0
"""Seconds after which a waiting test fails."""


class Server:
    """Sends a speech to every connection, and records what it receives.

    Attributes:
        speech: Bytes sent to each client.
        heard: All bytes of the first connection.
        ending: End of the first connection: ``"closed"`` or ``"reset"``.
    """

    def __init__(self, speech: bytes) -> None:
        self.speech = speech
        self.heard = b""
        self.ending = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, tls: Any = None) -> None:
        self._server = await asyncio.start_server(self._accept, HOST, 0, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(task := asyncio.create_task(self._serve(reader, writer)))
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ending = "closed"
        try:
            writer.write(self.speech)
            while data := await reader.read(65536):
                self.heard += data
        except ConnectionError:
            ending = "reset"
        finally:
            if not self.ending.done():
                self.ending.set_result(ending)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def everything(reader: asyncio.StreamReader) -> tuple[bytes, str]:
    """Read to the end; return the bytes, and ``"closed"`` or ``"reset"``."""
    received = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while data := await reader.read(65536):
                received += data
    except ConnectionResetError:
        return received, "reset"
    return received, "closed"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with asyncio.timeout(PATIENCE * 3), AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def new_server(stack: AsyncExitStack) -> Callable[..., Awaitable[Server]]:
    """Return a function that starts a server with a speech."""

    async def start(speech: bytes = b"", tls: Any = None) -> Server:
        server = Server(speech)
        await server.start(tls)
        stack.push_async_callback(server.stop)
        return server

    return start


@pytest.fixture
def new_proxy(stack: AsyncExitStack) -> Callable[..., Awaitable[Proxy]]:
    """Return a function that starts a proxy, with the same toxics for every connection."""

    async def start(server: Server, *, up: Any = (), down: Any = (), **options: Any) -> Proxy:
        toxics = Toxics(up=up, down=down)
        proxy = Proxy(server.port, **({"plan": lambda chance: toxics} | options))
        return await stack.enter_async_context(proxy)

    return start


@pytest.fixture
def connect(stack: AsyncExitStack) -> Callable[..., Awaitable[tuple[Any, Any]]]:
    """Return a function that connects to a proxy, for a reader and a writer."""

    async def start(proxy: Proxy, tls: Any = None) -> tuple[Any, Any]:
        reader, writer = await asyncio.open_connection(HOST, proxy.port, ssl=tls)

        async def hang_up() -> None:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

        stack.push_async_callback(hang_up)
        return reader, writer

    return start


@pytest.fixture(scope="session")
def tls() -> Any:
    """Return a server's context and a client's that trusts it."""
    return tls_contexts()


@pytest.fixture
def refused() -> Callable[[int], bool]:
    """Return a function that tells whether a port refuses connections."""

    def check(port: int) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, port)) != 0

    return check
