"""Calls through a proxy, over TLS, and to a gateway that can't be reached."""

from __future__ import annotations

import asyncio
import os
import resource

import pytest

from zhixiao_async import (
    Connections,
    Effect,
    NoReply,
    NotSent,
)

from .effects import ONCE, effects


async def forward(peer) -> None:
    """Be a small forward proxy for one request: plain, or tunnelled after CONNECT."""
    request = await peer.rest()
    method, target, _ = request.line.split()
    address = target.removeprefix("http://").partition("/")[0]
    reader, writer = await asyncio.open_connection(*address.split(":"))

    async def pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            sink.write(data)
        sink.close()

    if method == "CONNECT":
        await peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
    else:
        writer.write(request.raw)
    try:
        await asyncio.gather(pipe(reader, peer.writer), pipe(peer.reader, writer))
    finally:
        writer.transport.abort()


@effects
async def test_proxy(new_client, gateway, new_gateway, call, effect) -> None:
    """With a proxy every request goes through it, and arrives whole."""
    proxy = new_gateway()
    proxy.plays(forward)
    await proxy.listen()
    client = new_client(connections=Connections(proxy=proxy.url))

    assert (await call(client, effect)).order_id == "0166"
    assert proxy.requests[0].line.startswith(f"POST {gateway.url}/pay_api/")
    assert proxy.requests[0].body == gateway.requests[0].body


@pytest.mark.parametrize("face", ["async", "sync"])
@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
async def test_proxy_of_the_environment(scene, monkeypatch, effect) -> None:
    """Requests use the environment's proxy if told to; else an unsent call's error tells of it."""
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", scene.gateway.url)
    nowhere = {"base_url": "http://127.0.0.1:9", "retry": ONCE}
    through = scene.new_client(connections=Connections(proxy="environment"), **nowhere)
    past = scene.new_client(**nowhere)

    assert (await scene.calls(through, effect)).order_id == "0166"
    assert scene.gateway.requests[0].line.startswith("POST http://127.0.0.1:9/pay_api/")
    with pytest.raises(NotSent, match="HTTP_PROXY is set, and used only with"):
        await scene.calls(past, effect)


@pytest.mark.parametrize("face", ["async", "sync"])
@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
async def test_proxy_that_is_not_to_blame(scene, monkeypatch, effect) -> None:
    """Once a gateway was reached, its error doesn't tell of the environment's proxy."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    scene.gateway.plays(scene.play.answer(b"", "close"))

    with pytest.raises(NoReply) as caught:
        await scene.calls(scene.new_client(retry=ONCE), effect)
    assert "PROXY" not in str(caught.value)


@effects
async def test_https_through_a_proxy(new_client, new_gateway, play, call, tls, effect) -> None:
    """A proxy that tunnels learns the address and nothing else."""
    secure, proxy = new_gateway(tls[0]), new_gateway()
    secure.plays(play.reply())
    proxy.plays(forward)
    await secure.listen()
    await proxy.listen()
    client = new_client(base_url=secure.url, connections=Connections(proxy=proxy.url, ssl=tls[1]))

    assert (await call(client, effect)).order_id == "0166"
    assert proxy.requests[0].line == f"CONNECT 127.0.0.1:{secure.port} HTTP/1.1"


@effects
async def test_https_with_a_context_of_your_own(
    new_client, new_gateway, play, call, tls, effect
) -> None:
    """Connections(ssl=…) decides which certificates are trusted."""
    secure = new_gateway(tls[0])
    secure.plays(play.reply())
    await secure.listen()
    client = new_client(base_url=secure.url, connections=Connections(ssl=tls[1]))

    assert (await call(client, effect)).order_id == "0166"


@pytest.mark.parametrize(
    ("proxy", "peer"),
    [(None, "http://127.0.0.1:9"), ("http://user:geheim@127.0.0.1:9", "the proxy")],
    ids=["gateway", "proxy"],
)
async def test_who_could_not_be_reached_is_named(new_client, proxy, peer) -> None:
    """The error names the base URL; a proxy isn't named any further."""
    client = new_client(
        base_url="http://127.0.0.1:9", connections=Connections(proxy=proxy), retry=ONCE
    )

    with pytest.raises(NotSent, match=f"no connection to {peer} could be made"):
        await client.order_query(order_id="1")


@effects
async def test_out_of_descriptors(new_client, gateway, call, effect) -> None:
    """A call that gets no file descriptor is not sent, and its error says why."""
    client = new_client(retry=ONCE)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.close(lowest := os.dup(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        with pytest.raises(NotSent, match="no file descriptor is left"):
            await call(client, effect)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert not gateway.peers
    assert (await call(client, effect)).order_id == "0166"
