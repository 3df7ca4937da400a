"""The proxy's connections: planned one by one, refused for a while, with TLS, and closed."""

from __future__ import annotations

import asyncio

from .conftest import everything
from .proxy import Proxy, Toxics
from .toxics import LimitData, Slicer

SPEECH = bytes(range(256)) * 40


async def test_each_connection_has_its_own_plan(new_server, new_proxy, connect) -> None:
    """The proxy asks the plan for every connection, also after it was replaced."""
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
    """A shut proxy refuses connections until it opens again, on the same port."""
    proxy = await new_proxy(await new_server(SPEECH))
    proxy.shut()
    assert refused(proxy.port)

    await proxy.open()

    reader, _ = await connect(proxy)
    assert await reader.readexactly(3) == SPEECH[:3]


async def test_nobody_behind_it(stack, connect, refused) -> None:
    """A connection is reset if there is no gateway."""
    nobody = Proxy(0)
    proxy = await stack.enter_async_context(Proxy(nobody.port))
    assert refused(nobody.port)

    reader, _ = await connect(proxy)

    assert (await everything(reader))[1] == "reset"
    await nobody.close()


async def test_tls_is_handed_through(new_server, new_proxy, connect, tls) -> None:
    """The proxy slices TLS that it can't read, between a client and a server."""
    server = await new_server(SPEECH, tls[0])
    reader, writer = await connect(await new_proxy(server, up=[Slicer(50)]), tls[1])

    writer.write(b"secret")

    assert await reader.readexactly(len(SPEECH)) == SPEECH
    writer.close()
    await server.ending
    assert server.heard == b"secret"


async def test_tls_is_ended_here(new_server, new_proxy, connect, tls) -> None:
    """A proxy with a certificate speaks TLS to clients, and plain TCP to the server."""
    server = await new_server(SPEECH)
    reader, writer = await connect(await new_proxy(server, tls=tls[0]), tls[1])

    writer.write(b"secret")

    assert await reader.readexactly(len(SPEECH)) == SPEECH
    writer.close()
    assert await server.ending == "closed"
    assert server.heard == b"secret"


async def test_closing_leaves_nothing(new_server, connect) -> None:
    """A closing proxy resets open connections, and leaves no task."""
    server = await new_server()
    before = asyncio.all_tasks()
    async with Proxy(server.port) as proxy:
        reader, writer = await connect(proxy)
        writer.write(b"x")
        while not server.heard:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0)
        assert proxy.open_now == 1

    assert (await everything(reader))[1] == "reset"
    assert await server.ending == "reset"
    assert proxy.open_now == 0
    assert not {task for task in asyncio.all_tasks() - before if task.get_name() == "chaos"}
