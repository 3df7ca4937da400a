"""The fault table, on both clients: the error, the number of attempts, and nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest

import zhixiao_sync
from zhixiao_async import Effect, NotSent, OutcomeUnknown, Timeouts

from .arrange import Scene, endless_handshake, plays
from .faces import closed, told
from .faults import FAULTS, GROUPS

PATHS = {
    Effect.READ: "/pay_api/order_query",
    Effect.KEYED: "/pay_api/order_create",
    Effect.MONEY: "/pay_api/order_refund",
}
FILES = Path("/proc/self/fd")
PATIENCE = 10.0
"""Seconds after which a test that waits in vain fails."""


def sockets(numbers: Iterable[int | str]) -> set[str]:
    """Return the sockets among these file descriptors, where the system tells."""
    found = set()
    for number in numbers:
        with suppress(OSError):
            found.add(str((FILES / str(number)).readlink()))
    return {name for name in found if name.startswith("socket:")}


def all_sockets() -> set[str]:
    """Return this process's sockets."""
    return sockets(link.name for link in FILES.iterdir()) if FILES.exists() else set()


async def until(condition: Callable[[], bool]) -> None:
    """Give background tasks turns of the loop until a condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)


def at_work(client: Any, before: set[asyncio.Task[Any]]) -> list[asyncio.Task[Any]]:
    """Return the client's own tasks: the new ones on its loop that aren't the gateway's."""
    if isinstance(client, zhixiao_sync.Client):
        thread = client._share.thread
        return [*asyncio.all_tasks(thread._loop)] if thread else []
    return [task for task in asyncio.all_tasks() - before if task.get_name() != "gateway"]


def test_every_fault_has_a_name_of_its_own() -> None:
    """A name that is used twice would hide a fault."""
    assert sum(len(group) for group in GROUPS.values()) == len(FAULTS)


@pytest.mark.parametrize("face", ["async", "sync"])
@pytest.mark.parametrize("effect", Effect, ids=lambda effect: effect.value)
@pytest.mark.parametrize("name", FAULTS)
async def test_fault(scene: Scene, attempts, gateways, effect: Effect, name: str) -> None:
    """A call ends as the table says, after as many attempts as are safe, and leaves nothing."""
    tasks, plugs = asyncio.all_tasks(), all_sockets()
    scene.settings["timeouts"] = FAULTS[name].timeouts
    await FAULTS[name].arrange(scene)
    client = scene.client or scene.new_client(**scene.settings)
    attempts.count = 0

    result: Any = await asyncio.gather(scene.calls(client, effect), return_exceptions=True)

    assert len(scene.gateway.requests) <= FAULTS[name].verdict.most_sent(effect)
    told(FAULTS[name].verdict, effect, result[0], attempts.count, PATHS[effect])
    await scene.afterwards.aclose()
    await until(lambda: not at_work(client, tasks))
    await closed(client)
    theirs = sockets(number for gateway in gateways for number in gateway.sockets)
    await until(lambda: not all_sockets() - plugs - theirs)


NO_LIMITS = Timeouts(connect=None, sock_connect=None, sock_read=None, total=None, deadline=None)
DRIP = plays(lambda play: play.drip(play.http(b" " * 1000), 0.02))
LIMITS = {
    "connect": (endless_handshake, NotSent),
    "sock_connect": (endless_handshake, NotSent),
    "sock_read": (plays(lambda play: play.answer(b"", "stall")), OutcomeUnknown),
    "total": (DRIP, OutcomeUnknown),
    "deadline": (DRIP, OutcomeUnknown),
}


@pytest.mark.parametrize("face", ["async"])
@pytest.mark.parametrize("effect", [Effect.MONEY], ids=["money"])
@pytest.mark.parametrize("limit", LIMITS)
async def test_each_limit_ends_its_own_wait(scene: Scene, effect: Effect, limit: str) -> None:
    """Each time limit alone ends the kind of wait that it is for."""
    arrange, error = LIMITS[limit]
    scene.settings["timeouts"] = attrs.evolve(NO_LIMITS, **{limit: 0.1})
    await arrange(scene)
    client = scene.client or scene.new_client(**scene.settings)

    with pytest.raises(error):
        await asyncio.wait_for(scene.calls(client, effect), 5)
    await scene.afterwards.aclose()


@pytest.mark.parametrize("effect", Effect, ids=lambda effect: effect.value)
@pytest.mark.parametrize("status", ["201 Created", "302 Found", "404 Not Found", "500 Oops"])
async def test_signed_success_is_believed_whatever_the_status(
    client, gateway, play, call, effect, status
) -> None:
    """A signed success is believed whatever status a proxy gives it."""
    gateway.plays(play.answer(play.http(play.sealed(), status=status)))

    result = await call(client, effect)

    assert result.order_id == "0166"
