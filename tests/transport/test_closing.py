"""Closing a client with calls under way: they end at once, as if their connection were lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from zhixiao_async import (
    Connections,
    Effect,
    NoReply,
    NotSent,
    OutcomeUnknown,
    RetryPolicy,
    Timeouts,
)

from .arrange import Scene
from .effects import effects
from .faces import closed

PATIENCE = 10.0
"""Seconds after which a test that waits in vain fails."""
NO_LIMITS = Timeouts(connect=None, sock_connect=None, sock_read=None, total=None, deadline=None)
faces = pytest.mark.parametrize("face", ["async", "sync"])
LOST = {
    Effect.READ: NoReply,
    Effect.KEYED: OutcomeUnknown,
    Effect.MONEY: OutcomeUnknown,
}


async def closed_during(scene: Scene, moment: asyncio.Event, **options: Any) -> BaseException:
    """Close the client at a moment of its call; return the call's error."""
    client = scene.new_client(timeouts=NO_LIMITS, **options)
    call = asyncio.ensure_future(scene.calls(client, scene.effect))
    async with asyncio.timeout(PATIENCE):
        await moment.wait()
        await closed(client)
        with pytest.raises(Exception, match="the client was closed") as caught:
            await call
    assert getattr(caught.value, "__notes__", []) == []
    return caught.value


@effects
@faces
async def test_while_the_reply_is_awaited(scene: Scene, attempts, effect) -> None:
    """A change may have been applied; nothing is sent again."""
    scene.gateway.plays(scene.play.answer(b"", "stall"))
    outcome = await closed_during(scene, scene.gateway.arrived)
    assert type(outcome) is LOST[effect]
    assert attempts.count == 1
    await asyncio.wait_for(scene.gateway.hung_up.wait(), PATIENCE)


@effects
@faces
async def test_in_the_tls_handshake(scene: Scene, effect) -> None:
    """In a handshake nothing was sent, and closing doesn't wait for its end."""
    scene.gateway.plays(scene.play.at_accept(then="stall"))
    url = scene.gateway.url.replace("http:", "https:")
    outcome = await closed_during(scene, scene.gateway.accepted, base_url=url)
    assert type(outcome) is NotSent


@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
async def test_task_whose_call_has_ended(client, gateway, play, call, effect) -> None:
    """A task whose call is over isn't cancelled."""
    gateway.plays(play.reply())
    answered, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> str:
        await call(client, effect)
        answered.set()
        await go_on.wait()
        return "done"

    task = asyncio.ensure_future(work())
    async with asyncio.timeout(PATIENCE):
        await answered.wait()
        await client.close()
        go_on.set()
        assert await task == "done"


@pytest.fixture
def pausing() -> Any:
    """Return an event that is set when an attempt has failed and another one is to follow."""
    event, loop = asyncio.Event(), asyncio.get_event_loop()
    log, level = logging.getLogger("zhixiao"), logging.getLogger("zhixiao").level

    class Pause(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            loop.call_soon_threadsafe(event.set)

    log.addHandler(handler := Pause())
    log.setLevel(logging.DEBUG)
    yield event
    log.removeHandler(handler)
    log.setLevel(level)


@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
@faces
async def test_in_the_pause_before_another_attempt(scene: Scene, pausing, effect) -> None:
    """The pause ends as well, however long it was to be."""
    scene.gateway.plays(scene.play.answer(b"", "close"))
    retry = RetryPolicy(attempts=2, backoff=1e9, max_backoff=1e9)
    assert type(await closed_during(scene, pausing, retry=retry)) is NoReply


@effects
@faces
async def test_call_on_a_closed_client(scene: Scene, effect) -> None:
    """A call on a closed client is a mistake of the program, and no ZhixiaoError."""
    client = scene.new_client()
    await closed(client)
    with pytest.raises(RuntimeError, match="this Client is closed"):
        await scene.calls(client, effect)


async def test_refund_that_waits_for_a_connection_is_not_sent(new_client, gateway, play) -> None:
    """A waiting refund ends as not sent, the refund before it as unknown."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(connections=Connections(limit=1))
    first = asyncio.create_task(client.order_refund(out_trade_no="1"))
    await gateway.arrived.wait()
    second = asyncio.create_task(client.order_refund(out_trade_no="2"))
    while not second.done() and not _queued(client):  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)

    await client.close()

    with pytest.raises(OutcomeUnknown):
        await first
    with pytest.raises(NotSent, match="closed"):
        await second


def _queued(client) -> bool:
    return bool(client._executor._transport.sessions.slots(None)._waiters)


async def test_read_whose_reply_is_doubted_meanwhile(new_client, gateway, play, monkeypatch):
    """A read that would be sent again ends as lost, not as a misuse of the client."""
    client = new_client()
    await client.order_query(out_trade_no="20881")
    sessions = client._executor._transport.sessions
    retire = sessions.retire

    async def closed_as_well(pool_key: str | None) -> None:
        await retire(pool_key)
        await client.close()

    monkeypatch.setattr(sessions, "retire", closed_as_well)
    gateway.plays(play.reply({"out_trade_no": "1", "order_id": "1", "status": "2"}))
    with pytest.raises(NoReply, match="the client was closed"):
        await client.order_query(out_trade_no="20881")


def closing(event: str) -> tuple[Connections, Callable[[Any], None]]:
    """Make a trace that closes the client of a call from within it."""
    clients: list[Any] = []

    async def close(*_: object) -> None:
        await clients[0].close()

    trace = aiohttp.TraceConfig()
    getattr(trace, event).append(close)
    return Connections(limit=1, trace_configs=[trace]), clients.append


@pytest.mark.parametrize(
    ("event", "error"),
    [("on_request_start", NotSent), ("on_request_headers_sent", OutcomeUnknown)],
)
async def test_from_within_the_call(new_client, event, error) -> None:
    """Closing from within a call doesn't wait for that call."""
    connections, closes = closing(event)
    closes(client := new_client(connections=connections))
    with pytest.raises(error):
        await asyncio.wait_for(client.order_refund(out_trade_no="20881"), PATIENCE)


@pytest.mark.parametrize("effect", [Effect.MONEY], ids=["money"])
async def test_cancelled_as_well(client, gateway, play, call, effect) -> None:
    """A call that is both closed and cancelled ends as cancelled, with its note."""
    gateway.plays(play.answer(b"", "stall"))
    task = asyncio.create_task(call(client, effect))
    await gateway.arrived.wait()
    end = asyncio.create_task(client.close())
    while not client._executor._transport.sessions.closed:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert "may have been applied" in caught.value.__notes__[0]
    await end
