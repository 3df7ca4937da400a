"""The proxy over real sockets: each toxic as both sides see it."""

from __future__ import annotations

import asyncio

import pytest

from .conftest import everything
from .toxics import (
    Bandwidth,
    HalfClose,
    Latency,
    LimitData,
    ResetAt,
    Slicer,
    SlowClose,
    Stall,
    Timeout,
)

SPEECH = bytes(range(256)) * 40


@pytest.mark.parametrize(
    "toxics",
    [(), (Slicer(100, 50),), (Latency(0.01, 0.01),), (Bandwidth(10**6),), (SlowClose(0.01),)],
    ids=["clean", "slicer", "latency", "bandwidth", "slow close"],
)
async def test_everything_arrives_in_the_end(new_server, new_proxy, connect, toxics) -> None:
    """A toxic that only slows a line down loses no byte in either direction."""
    server = await new_server(SPEECH)
    reader, writer = await connect(await new_proxy(server, up=toxics, down=toxics))

    writer.write(SPEECH)
    writer.write_eof()

    assert await everything(reader) == (SPEECH, "closed")
    assert (server.heard, await server.ending) == (SPEECH, "closed")


@pytest.mark.parametrize("toxic", [Slicer(5000, gap=0), SlowClose(0)], ids=["slicer", "slow close"])
async def test_whole_seconds(new_server, new_proxy, connect, toxic) -> None:
    """A time that is an int is waited for, and ends nothing."""
    server = await new_server(SPEECH)
    reader, writer = await connect(await new_proxy(server, up=[toxic], down=[toxic]))

    writer.write(SPEECH)
    writer.write_eof()

    assert await everything(reader) == (SPEECH, "closed")
    assert (server.heard, await server.ending) == (SPEECH, "closed")


async def test_reset_on_the_way_down(new_server, new_proxy, connect) -> None:
    """Both sides get a real RST, the client after no more than the allowed bytes."""
    server = await new_server(SPEECH)
    reader, _ = await connect(await new_proxy(server, down=[ResetAt(300)]))

    received, ending = await everything(reader)

    assert ending == "reset"
    assert received == SPEECH[: len(received)]
    assert len(received) <= 300
    assert await server.ending == "reset"


async def test_reset_on_the_way_up(new_server, new_proxy, connect) -> None:
    """The server has no more than the allowed bytes, and both sides get a real RST."""
    server = await new_server()
    reader, writer = await connect(await new_proxy(server, up=[ResetAt(300)]))

    writer.write(SPEECH)

    assert (await everything(reader))[1] == "reset"
    assert await server.ending == "reset"
    assert server.heard == SPEECH[: len(server.heard)]
    assert len(server.heard) <= 300


async def test_reset_right_after_accept(new_server, new_proxy, connect) -> None:
    """No byte gets through a reset right after accept."""
    server = await new_server(SPEECH)
    reader, _ = await connect(await new_proxy(server, up=[ResetAt(0)]))

    assert (await everything(reader))[1] == "reset"
    assert server.heard == b""


async def test_limit_closes_in_order(new_server, new_proxy, connect) -> None:
    """The client gets exactly so many bytes, then an orderly end."""
    server = await new_server(SPEECH)
    reader, _ = await connect(await new_proxy(server, down=[LimitData(300)]))

    assert await everything(reader) == (SPEECH[:300], "closed")
    await server.ending


async def test_half_close_leaves_the_other_direction(new_server, new_proxy, connect) -> None:
    """The client sees the end of the replies, and still gets its own bytes through."""
    server = await new_server(SPEECH)
    reader, writer = await connect(await new_proxy(server, down=[HalfClose(300)]))
    assert await everything(reader) == (SPEECH[:300], "closed")

    writer.write(b"still here")
    writer.write_eof()

    assert await server.ending == "closed"
    assert server.heard == b"still here"


@pytest.mark.parametrize("toxic", [Timeout(), Stall(0)], ids=["timeout", "stall"])
async def test_silence_ends_with_the_client(new_server, new_proxy, connect, toxic) -> None:
    """A silent proxy swallows data, and closes when the client does."""
    server = await new_server(SPEECH)
    proxy = await new_proxy(server, up=[toxic], down=[toxic])
    reader, writer = await connect(proxy)
    writer.write(SPEECH)
    writer.write_eof()

    assert await server.ending == "closed"
    assert server.heard == b""
    assert await everything(reader) == (b"", "closed")


@pytest.mark.parametrize("seconds", [0.01, 0])
async def test_timeout_closes_by_itself(new_server, new_proxy, connect, seconds) -> None:
    """A timeout closes the connection so many seconds after the data."""
    server = await new_server()
    reader, writer = await connect(await new_proxy(server, up=[Timeout(seconds)]))

    writer.write(SPEECH)

    assert await everything(reader) == (b"", "closed")
    assert server.heard == b""


async def test_stall_after_some_bytes(new_server, new_proxy, connect) -> None:
    """The bytes before a stall arrive, and the line stays open."""
    server = await new_server(SPEECH)
    reader, _ = await connect(await new_proxy(server, down=[Stall(300)]))

    assert await reader.readexactly(300) == SPEECH[:300]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.05)
