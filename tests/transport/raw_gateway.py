"""A gateway on a raw socket that misbehaves as scripted."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import parse_qs

import attrs

from tests.support.places import SAMPLES
from zhixiao_async import Credentials
from zhixiao_async.protocol.envelope import seal_reply
from zhixiao_async.protocol.signing import sign

EXAMPLE = json.loads((SAMPLES / "envelope/worked-example.json").read_bytes())
CREDENTIALS = Credentials(**{name: EXAMPLE[name] for name in ("app_id", "app_secret", "aes_key")})
ORDER = {"out_trade_no": "20881", "order_id": "0166", "status": "2"}
PATIENCE = 5.0
"""Seconds after which a test that waits in vain fails."""


@attrs.define
class Request:
    """The bytes that arrived of one request, whole or not."""

    raw: bytes = b""

    @property
    def head(self) -> str:
        return self.raw.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def body(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[2]

    @property
    def line(self) -> str:
        return self.head.split("\r\n")[0]

    def header(self, name: str) -> list[str]:
        """Return every value that a header has."""
        pairs = [line.partition(": ") for line in self.head.split("\r\n")[1:]]
        return [value for given, _, value in pairs if given.lower() == name.lower()]

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode("ascii"))

    @property
    def whole(self) -> bool:
        length = self.header("content-length")
        return b"\r\n\r\n" in self.raw and len(self.body) >= int(length[0] if length else 0)


@attrs.define(eq=False)
class Peer:
    """One connection of a client's."""

    gateway: Gateway
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def first_bytes(self) -> bool:
        """Wait for a request to begin; False if the client hangs up instead."""
        if not (data := await self.reader.read(65536)):
            return False
        self.gateway.requests.append(Request(data))
        self.gateway.arrived.set()
        return True

    async def rest(self) -> Request:
        """Read what is missing of the request that has begun."""
        request = self.gateway.requests[-1]
        while not request.whole and (data := await self.reader.read(65536)):
            request.raw += data
        return request

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def finish(self, raw: bytes, then: str) -> None:
        """Send bytes; then keep the line, stall until the client hangs up, close or reset."""
        await self.send(raw)
        if then == "stall":
            with suppress(ConnectionError):
                while await self.reader.read(65536):
                    pass
            self.gateway.hung_up.set()
        if then in ("stall", "close"):
            self.writer.close()
        elif then == "reset":
            now = struct.pack("ii", 1, 0)
            plug = self.writer.get_extra_info("socket")
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            self.writer.transport.abort()


Behaviour = Callable[[Peer], Awaitable[None]]


class Gateway:
    """Meets each request with the script's next behaviour; the last one is for all others.

    It refuses connections until it ``listen()``s. A behaviour that has ``at_once`` set doesn't
    wait for a request to begin.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures: list[BaseException] = []
        self.port = self._socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.script: list[Behaviour] = []
        self.peers: list[Peer] = []
        self.requests: list[Request] = []
        self.open_now = self.most_open = 0
        self.accepted, self.arrived, self.hung_up = (asyncio.Event() for _ in range(3))

    def plays(self, *script: Behaviour) -> None:
        self.script = list(script)

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._meet, sock=self._socket, ssl=self._tls)

    def stop_listening(self) -> None:
        """Refuse connections from now on."""
        if self._server:
            self._server.close()

    async def close(self) -> None:
        self.stop_listening()
        self._socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for peer in self.peers:
            # A transport of TLS that has gone has no loop left to be told.
            with suppress(OSError, AttributeError):
                peer.writer.transport.abort()
                await peer.writer.wait_closed()
        assert not self._failures, self._failures

    @property
    def sockets(self) -> list[int]:
        """The file descriptors of the gateway's own sockets, the listening one included."""
        plugs = [peer.writer.get_extra_info("socket") for peer in self.peers]
        return [plug.fileno() for plug in (self._socket, *plugs) if plug.fileno() >= 0]

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.peers.append(peer := Peer(self, reader, writer))
        self.accepted.set()
        self._tasks.add(task := asyncio.create_task(self._serve(peer), name="gateway"))
        task.add_done_callback(self._served)

    def _served(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.open_now -= 1
        if not task.cancelled() and (failure := task.exception()):
            self._failures.append(failure)

    async def _serve(self, peer: Peer) -> None:
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        with suppress(OSError):
            while not peer.writer.transport.is_closing():
                at_once = getattr(self.script[0], "at_once", False)
                if not at_once and not await peer.first_bytes():
                    break
                await (self.script.pop(0) if len(self.script) > 1 else self.script[0])(peer)
        peer.writer.close()


class Play:
    """The gateway's behaviours, and the bytes that they send."""

    credentials = CREDENTIALS

    @staticmethod
    def sealed(content: object = ORDER, ret_code: int = 0) -> bytes:
        """Make a genuine envelope around bytes, or around anything that JSON can hold."""
        plain = content if isinstance(content, bytes) else json.dumps(content).encode()
        return seal_reply(CREDENTIALS, ret_code, plain)

    @staticmethod
    def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
        """Make a complete HTTP/1.1 response."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        return "\r\n".join(lines).encode("latin-1") + body

    @staticmethod
    def signed(ret_content: str, ret_code: str = "0", /, **changes: object) -> bytes:
        """Make an envelope whose sign is right, around text that needn't open; then change it."""
        seal = sign(CREDENTIALS, ret_code, ret_content)
        reply = {"ret_code": ret_code, "ret_content": ret_content, "sign": seal}
        return json.dumps(reply | changes).encode()

    @staticmethod
    def answer(raw: bytes, then: str = "keep") -> Behaviour:
        """Read the request, send these bytes; then keep the line, stall, close or reset."""

        async def behaviour(peer: Peer) -> None:
            await peer.rest()
            await peer.finish(raw, then)

        return behaviour

    @staticmethod
    def interrupt(raw: bytes = b"", then: str = "reset") -> Behaviour:
        """Send these bytes as soon as a request has begun; then stall, close or reset."""

        async def behaviour(peer: Peer) -> None:
            await peer.finish(raw, then)

        return behaviour

    @classmethod
    def at_accept(cls, raw: bytes = b"", then: str = "reset") -> Behaviour:
        """Send these bytes before anything is read; then stall, close or reset."""
        behaviour = cls.interrupt(raw, then)
        behaviour.at_once = True  # type: ignore[attr-defined]
        return behaviour

    @classmethod
    def reply(cls, content: object = ORDER, ret_code: int = 0) -> Behaviour:
        """Answer genuinely."""
        return cls.answer(cls.http(cls.sealed(content, ret_code)))

    @staticmethod
    def drip(raw: bytes, gap: float) -> Behaviour:
        """Answer one byte at a time."""

        async def behaviour(peer: Peer) -> None:
            await peer.rest()
            for at in range(len(raw)):
                await peer.send(raw[at : at + 1])
                await asyncio.sleep(gap)

        return behaviour
