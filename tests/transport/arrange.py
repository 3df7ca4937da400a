"""Ways to set up a fault: a scene, and the functions that arrange it."""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

import attrs
import pytest

from zhixiao_async import Connections, Effect, RetryPolicy, Timeouts, ZhixiaoError

MIB = 1024 * 1024
CAP = 4 * MIB
"""Bytes of a reply that are read at most, listings aside."""
ANOTHER = {"out_trade_no": "1", "order_id": "1", "status": "2"}


@attrs.define
class Scene:
    """The state before a call is made, which a fault may change.

    Attributes:
        settings: The client's, to be added to.
        client: Made by a fault that needs it beforehand; otherwise by the test.
        calls: Makes the call of an effect, on the client that is tested: async or sync.
        afterwards: Run when the call is over.
    """

    play: Any
    gateway: Any
    new_gateway: Callable[..., Any]
    new_client: Callable[..., Any]
    calls: Callable[[Any, Effect], Awaitable[Any]]
    effect: Effect
    tls: Any
    monkeypatch: pytest.MonkeyPatch
    afterwards: AsyncExitStack
    settings: dict[str, Any] = attrs.Factory(dict)
    client: Any = None


Arrange = Callable[[Scene], Awaitable[None]]


async def refused(scene: Scene) -> None:
    scene.settings["base_url"] = scene.new_gateway().url


async def no_such_host(scene: Scene) -> None:
    def resolve(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host}: name or service not known")

    scene.monkeypatch.setattr(socket, "getaddrinfo", resolve)
    scene.settings["base_url"] = "http://gateway.invalid"


async def no_tls_there(scene: Scene) -> None:
    scene.gateway.plays(scene.play.at_accept(b"HTTP/1.1 400 Bad Request\r\n\r\n", "close"))
    scene.settings["base_url"] = scene.gateway.url.replace("http:", "https:")


async def endless_handshake(scene: Scene) -> None:
    scene.gateway.plays(scene.play.at_accept(then="stall"))
    scene.settings["base_url"] = scene.gateway.url.replace("http:", "https:")


async def reset_handshake(scene: Scene) -> None:
    await endless_handshake(scene)
    scene.gateway.plays(scene.play.at_accept())


async def untrusted_certificate(scene: Scene) -> None:
    scene.gateway = scene.new_gateway(scene.tls[0])
    scene.gateway.plays(scene.play.reply())
    await scene.gateway.listen()
    scene.settings["base_url"] = scene.gateway.url


async def certificate_of_another_host(scene: Scene) -> None:
    await untrusted_certificate(scene)
    scene.settings["base_url"] = f"https://localhost:{scene.gateway.port}"
    scene.settings["connections"] = Connections(ssl=scene.tls[1])


async def all_connections_busy(scene: Scene) -> None:
    scene.gateway.plays(scene.play.answer(b"", "stall"))
    client = scene.new_client(connections=Connections(limit=1))
    patient = client.with_options(timeouts=Timeouts(), retry=RetryPolicy(attempts=1))
    hog = asyncio.ensure_future(scene.calls(patient, scene.effect))
    await scene.gateway.arrived.wait()
    scene.gateway.requests.clear()

    async def hang_up() -> None:
        scene.gateway.peers[0].writer.transport.abort()
        with suppress(ZhixiaoError):
            await hog

    scene.afterwards.push_async_callback(hang_up)
    scene.client = client.with_options(timeouts=scene.settings["timeouts"])


async def proxy_refuses_connections(scene: Scene) -> None:
    scene.settings["connections"] = Connections(proxy=scene.new_gateway().url)


def proxy_says_no(*, to: str) -> Arrange:
    """Put a proxy that answers for itself before an ``http`` or ``https`` gateway."""

    async def arrange(scene: Scene) -> None:
        proxy = scene.new_gateway()
        page = scene.play.http(b"<html>", status="407 Proxy Authentication Required")
        proxy.plays(scene.play.answer(page, "close"))
        await proxy.listen()
        scene.settings["base_url"] = scene.gateway.url.replace("http:", f"{to}:")
        scene.settings["connections"] = Connections(proxy=proxy.url)

    return arrange


def after_a_read(between: Callable[[Any, Any], Awaitable[None]]) -> Arrange:
    """Have a read leave a connection behind, to which something happens."""

    async def arrange(scene: Scene) -> None:
        scene.client = scene.new_client(**scene.settings)
        await scene.calls(scene.client, Effect.READ)
        scene.gateway.requests.clear()
        await between(scene.gateway, scene.play)

    return arrange


@after_a_read
async def idle_connection_closed(gateway: Any, play: Any) -> None:
    gateway.peers[0].writer.close()
    await gateway.peers[0].writer.wait_closed()


@after_a_read
async def closed_at_the_next_request(gateway: Any, play: Any) -> None:
    stale, fine = gateway.peers[0], play.reply()

    async def close_the_old(peer: Any) -> None:
        if peer is stale:
            await peer.finish(b"", "close")
        else:
            await fine(peer)

    gateway.plays(close_the_old)


@after_a_read
async def unasked_reply(gateway: Any, play: Any) -> None:
    await gateway.peers[0].send(play.http(play.sealed(ANOTHER)))


def unasked_refusal(sentence: str) -> Arrange:
    """Put a refusal that nobody asked for on the connection."""

    @after_a_read
    async def arrange(gateway: Any, play: Any) -> None:
        await gateway.peers[0].send(play.http(play.sealed(sentence.encode(), -1)))

    return arrange


def plays(make: Callable[[Any], Any]) -> Arrange:
    """Have the gateway behave like this."""

    async def arrange(scene: Scene) -> None:
        scene.gateway.plays(make(scene.play))

    return arrange


def answers(body: Callable[[Any], bytes], *headers: str, status: str = "200 OK") -> Arrange:
    """Have the gateway answer with this body."""
    return plays(lambda play: play.answer(play.http(body(play), *headers, status=status)))


def contains(content: object, ret_code: int = 0) -> Arrange:
    """Have the gateway's genuine envelope hold this."""
    return plays(lambda play: play.reply(content, ret_code))


def until_closed(body: Callable[[Any], bytes], head: bytes = b"") -> Arrange:
    """Send a body without its length, or with the length in ``head``, and close."""
    start = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n"
    return plays(lambda play: play.answer(start + body(play), "close"))


def flood(head: bytes, piece: bytes, pieces: int, *, first: bytes = b"") -> Arrange:
    """Send a body that is too long; whoever reads all of it fails the test."""

    async def behaviour(peer: Any) -> None:
        await peer.rest()
        await peer.send(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + first)
        for _ in range(pieces):
            await peer.send(piece)
        raise AssertionError("the client took all of it")

    return plays(lambda play: behaviour)


def bomb() -> bytes:
    """Make a piece of a gzip stream that unpacks to a megabyte; any number of them can follow."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH)


GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
