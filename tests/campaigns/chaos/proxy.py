"""A TCP proxy between a client and the gateway, with toxics for each connection."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Self

import attrs

from .toxics import Chain, End, Step, Toxic

_NOW = struct.pack("ii", 1, 0)
_CHUNK = 65536
HOST = "127.0.0.1"


@attrs.frozen
class Toxics:
    """Toxics of one connection: on the way up to the gateway, and down to the client."""

    up: Sequence[Toxic] = ()
    down: Sequence[Toxic] = ()


Plan = Callable[[Random], Toxics]
"""Chooses a connection's toxics, by random numbers of its own."""


class ConnectionEnded(Exception):
    """A toxic ends the connection."""

    def __init__(self, end: End) -> None:
        super().__init__(end)
        self.end = end


class Proxy:
    """Listens on a free port and hands connections on to ``port``.

    Bytes are handed on as they are, TLS included; with ``tls`` the proxy speaks TLS to its
    clients itself and plain TCP to the other side.

    Attributes:
        plan: Chooses the toxics of the connections to come; may be replaced at any time.
        accepted: Number of connections so far; the random numbers of each depend on the seed and
            on its number.
        open_now: Number of open connections.
    """

    def __init__(
        self,
        port: int,
        *,
        plan: Plan = lambda chance: Toxics(),
        seed: object = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.plan = plan
        self.accepted = 0
        self._upstream = port
        self._seed = seed
        self._tls = tls
        self._links: set[asyncio.Task[None]] = set()
        # Holds the port while nothing listens on it.
        self._holder = _socket(0)
        self.port: int = self._holder.getsockname()[1]
        self._server: asyncio.Server | None = None

    @property
    def open_now(self) -> int:
        return len(self._links)

    async def open(self) -> None:
        """Accept connections."""
        if self._server is None:
            self._server = await asyncio.start_server(
                self._accept, sock=_socket(self.port), ssl=self._tls
            )

    def shut(self) -> None:
        """Refuse connections until the next :meth:`open`; open ones go on."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def close(self) -> None:
        """Refuse connections, and reset the open ones."""
        self.shut()
        self._holder.close()
        for link in self._links:
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        chance = Random(f"{self._seed} {self.accepted}")
        link = asyncio.create_task(self._link(reader, writer, chance), name="chaos")
        self._links.add(link)
        link.add_done_callback(self._links.discard)

    async def _link(
        self, reader: asyncio.StreamReader, client: asyncio.StreamWriter, chance: Random
    ) -> None:
        toxics = self.plan(chance)
        sides = [client]
        try:
            answers, gateway = await asyncio.open_connection(HOST, self._upstream)
            sides.append(gateway)
            for side in sides:
                side.transport.set_write_buffer_limits(0)  # what is drained has left this process
            async with asyncio.TaskGroup() as both:
                both.create_task(_hand_on(reader, gateway, Chain(toxics.up, chance)), name="chaos")
                both.create_task(
                    _hand_on(answers, client, Chain(toxics.down, chance)), name="chaos"
                )
        except* ConnectionEnded as ended:
            if _first(ended).end is End.RESET:
                _reset(sides)
        except* (OSError, asyncio.CancelledError):
            _reset(sides)
        finally:
            await _hang_up(sides)


async def _hand_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter, chain: Chain) -> None:
    """Hand on one direction from its first byte to its end."""
    open_ = await _take(chain.opening(), sink)
    while chunk := await source.read(_CHUNK):
        if open_:  # after a half-close, data is read and dropped
            open_ = await _take(chain.data(chunk), sink)
    if open_ and await _take(chain.closing(), sink):
        _finish(sink)


async def _take(steps: Iterator[Step], sink: asyncio.StreamWriter) -> bool:
    """Do the steps; return False once this direction is closed."""
    for step in steps:
        if isinstance(step, bytes):
            sink.write(step)
            await sink.drain()
        elif not isinstance(step, End):
            await asyncio.sleep(step)
        elif step is End.HALF_CLOSE:
            _finish(sink)
            return False
        else:
            raise ConnectionEnded(step)
    return True


def _finish(sink: asyncio.StreamWriter) -> None:
    if sink.can_write_eof():
        sink.write_eof()
    else:  # TLS has no half-close
        sink.close()


def _first(group: BaseExceptionGroup[ConnectionEnded]) -> ConnectionEnded:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _reset(sides: list[asyncio.StreamWriter]) -> None:
    for side in sides:
        plug = side.get_extra_info("socket")
        if plug is not None and plug.fileno() >= 0:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOW)
        side.transport.abort()


async def _hang_up(sides: list[asyncio.StreamWriter]) -> None:
    for side in sides:
        side.close()
    for side in sides:
        try:
            await side.wait_closed()
        except OSError:
            continue


def _socket(port: int) -> socket.socket:
    """Return a bound socket that can share its port with another."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((HOST, port))
    return bound
