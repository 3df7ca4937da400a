"""The proxy over real sockets: what either side sees of each mishap."""

from __future__ import annotations

import asyncio

import pytest

from .conftest import PATIENCE
from .proxy import Proxy, Toxics
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


async def everything(reader):
    """All that comes until the end, and how it ends."""
    received = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while data := await reader.read(65536):
                received += data
    except ConnectionResetError:
        return received, "reset"
    return received, "closed"


@pytest.mark.parametrize(
    "toxics",
    [(), (Slicer(100, 50),), (Latency(0.01, 0.01),), (Bandwidth(10**6),), (SlowClose(0.01),)],
    ids=["clean", "slicer", "latency", "bandwidth", "slow close"],
)
async def test_everything_arrives_in_the_end(new_server, new_proxy, connect, toxics) -> None:
    """What only slows a line down loses no byte in either direction."""
    server = await new_server(SPEECH)
    reader, writer = await connect(await new_proxy(server, up=toxics, down=toxics))

    writer.write(SPEECH)
    writer.write_eof()

    assert await everything(reader) == (SPEECH, "closed")
    assert (server.heard, await server.ending) == (SPEECH, "closed")


async def test_reset_on_the_way_down(new_server, new_proxy, connect) -> None:
    """Both sides get a real RST, the client after no more than the bytes allowed."""
    server = await new_server(SPEECH)
    reader, _ = await connect(await new_proxy(server, down=[ResetAt(300)]))

    received, ending = await everything(reader)

    assert ending == "reset"
    assert received == SPEECH[: len(received)]
    assert len(received) <= 300
    assert await server.ending == "reset"


async def test_reset_on_the_way_up(new_server, new_proxy, connect) -> None:
    """The server has the bytes up to there, and the client learns it the hard way."""
    server = await new_server()
    reader, writer = await connect(await new_proxy(server, up=[ResetAt(300)]))

    writer.write(SPEECH)

    assert (await everything(reader))[1] == "reset"
    assert await server.ending == "reset"
    assert server.heard == SPEECH[: len(server.heard)]
    assert len(server.heard) <= 300


async def test_reset_right_after_accept(new_server, new_proxy, connect) -> None:
    """Nothing gets through at all."""
    server = await new_server(SPEECH)
    reader, _ = await connect(await new_proxy(server, up=[ResetAt(0)]))

    assert (await everything(reader))[1] == "reset"
    assert server.heard == b""


async def test_limit_closes_in_order(new_server, new_proxy, connect) -> None:
    """Exactly so many bytes come, then an orderly end."""
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
    """Data is taken, nothing comes of it, and the proxy lets go when the client does."""
    server = await new_server(SPEECH)
    proxy = await new_proxy(server, up=[toxic], down=[toxic])
    reader, writer = await connect(proxy)
    writer.write(SPEECH)
    writer.write_eof()

    assert await server.ending == "closed"
    assert server.heard == b""
    assert await everything(reader) == (b"", "closed")


async def test_timeout_closes_by_itself(new_server, new_proxy, connect) -> None:
    """So many seconds after the data, with no help from either side."""
    server = await new_server()
    reader, writer = await connect(await new_proxy(server, up=[Timeout(0.01)]))

    writer.write(SPEECH)

    assert await everything(reader) == (b"", "closed")
    assert server.heard == b""


async def test_stall_after_some_bytes(new_server, new_proxy, connect) -> None:
    """What came before it has arrived, and the line stays open."""
    server = await new_server(SPEECH)
    reader, _ = await connect(await new_proxy(server, down=[Stall(300)]))

    assert await reader.readexactly(300) == SPEECH[:300]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.05)


async def test_each_connection_has_its_own_plan(new_server, new_proxy, connect) -> None:
    """The plan is asked for each, and can be replaced."""
    server = await new_server(SPEECH)
    plans = iter([Toxics(down=[LimitData(1)]), Toxics(down=[LimitData(2)])])
    proxy = await new_proxy(server, plan=lambda chance: next(plans))

    assert len((await everything((await connect(proxy))[0]))[0]) == 1
    assert len((await everything((await connect(proxy))[0]))[0]) == 2
    proxy.plan = lambda chance: Toxics(down=[LimitData(3)])
    assert len((await everything((await connect(proxy))[0]))[0]) == 3


async def test_same_seed_same_choices(new_server, new_proxy, connect) -> None:
    """A connection's random numbers follow from the seed and its number."""
    server = await new_server(SPEECH)

    async def choices(seed: int) -> list[float]:
        drawn: list[float] = []

        def plan(chance) -> Toxics:
            drawn.append(chance.random())
            return Toxics(down=[LimitData(0)])

        proxy = await new_proxy(server, plan=plan, seed=seed)
        for _ in range(3):
            await everything((await connect(proxy))[0])
        return drawn

    assert await choices(1) == await choices(1) != await choices(2)


async def test_shut_proxy_refuses_and_keeps_its_port(
    new_server, new_proxy, connect, refused
) -> None:
    """Connections are refused until it opens again, on the same port."""
    proxy = await new_proxy(await new_server(SPEECH))
    proxy.shut()
    assert refused(proxy.port)

    await proxy.open()

    reader, _ = await connect(proxy)
    assert await reader.readexactly(3) == SPEECH[:3]


async def test_nobody_behind_it(stack, connect, refused) -> None:
    """Without a gateway a connection is reset."""
    nobody = Proxy(0)
    proxy = await stack.enter_async_context(Proxy(nobody.port))
    assert refused(nobody.port)

    reader, _ = await connect(proxy)

    assert (await everything(reader))[1] == "reset"
    await nobody.close()


async def test_tls_is_handed_through(new_server, new_proxy, connect, tls) -> None:
    """The proxy cuts what it can't read: the client speaks TLS to the server behind it."""
    server = await new_server(SPEECH, tls[0])
    reader, writer = await connect(await new_proxy(server, up=[Slicer(50)]), tls[1])

    writer.write(b"secret")

    assert await reader.readexactly(len(SPEECH)) == SPEECH
    writer.close()
    await server.ending
    assert server.heard == b"secret"


async def test_tls_is_ended_here(new_server, new_proxy, connect, tls) -> None:
    """With a certificate of its own the proxy speaks TLS to clients, and plain TCP beyond."""
    server = await new_server(SPEECH)
    reader, writer = await connect(await new_proxy(server, tls=tls[0]), tls[1])

    writer.write(b"secret")

    assert await reader.readexactly(len(SPEECH)) == SPEECH
    writer.close()
    assert await server.ending == "closed"
    assert server.heard == b"secret"


async def test_closing_leaves_nothing(new_server, connect) -> None:
    """Open connections are reset, and no task goes on."""
    server = await new_server()
    before = asyncio.all_tasks()
    async with Proxy(server.port) as proxy:
        reader, writer = await connect(proxy)
        writer.write(b"x")
        while not server.heard:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        assert proxy.open_now == 1

    assert (await everything(reader))[1] == "reset"
    assert await server.ending == "reset"
    assert proxy.open_now == 0
    assert not {one for one in asyncio.all_tasks() - before if one.get_name() == "chaos"}
