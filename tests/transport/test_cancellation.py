"""A call that is cancelled ends at once, leaves nothing behind, and says what had been sent."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from zhixiao_async import Effect, RetryPolicy

effects = pytest.mark.parametrize("effect", Effect, ids=lambda effect: effect.value)
changing = pytest.mark.parametrize(
    "effect", [Effect.KEYED, Effect.MONEY], ids=lambda effect: effect.value
)


async def cancelled(task: asyncio.Task) -> list[str]:
    """Cancel a call; gives the notes on what comes out of it."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    return getattr(caught.value, "__notes__", [])


@pytest.fixture
async def connecting(new_client, gateway, play, call, effect) -> asyncio.Task:
    """A call that has a connection and is in the middle of the TLS handshake."""
    gateway.plays(play.at_accept(then="stall"))
    client = new_client(base_url=gateway.url.replace("http:", "https:"))
    task = asyncio.create_task(call(client, effect))
    await gateway.accepted.wait()
    return task


@pytest.fixture
async def waiting(client, gateway, play, call, effect) -> asyncio.Task:
    """A call whose request has arrived, and which waits for the reply."""
    gateway.plays(play.answer(b"", "stall"))
    task = asyncio.create_task(call(client, effect))
    await gateway.arrived.wait()
    return task


@effects
async def test_cancelled_before_sending(connecting, effect) -> None:
    """Nothing had been sent, so there is nothing to note."""
    assert await cancelled(connecting) == []


@effects
async def test_cancelled_before_it_began(client, gateway, call, effect) -> None:
    """A task that never ran connects to nobody."""
    assert await cancelled(asyncio.create_task(call(client, effect))) == []
    assert not gateway.peers


@changing
async def test_cancelled_after_sending(waiting, effect) -> None:
    """A change that had been sent may have been applied: the exception says so, and what to ask."""
    (note,) = await cancelled(waiting)

    assert "may have been applied" in note
    assert "order_query" in note or "order_list" in note


@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
async def test_cancelled_read_needs_no_note(waiting, effect) -> None:
    """A read changes nothing, so its cancellation is a plain one."""
    assert await cancelled(waiting) == []


@changing
async def test_cancelled_while_sending(client, gateway, effect) -> None:
    """Part of the request has arrived: that counts as sent."""

    async def read_no_further(peer) -> None:
        await asyncio.Event().wait()

    gateway.plays(read_no_further)
    params = {"filler": "x" * 500_000}
    task = asyncio.create_task(client.raw("/pay_api/something_new", params, effect=effect))
    await gateway.arrived.wait()

    (note,) = await cancelled(task)

    assert "may have been applied" in note
    assert not gateway.requests[0].whole


@changing
async def test_cancelled_in_the_middle_of_the_reply(client, gateway, play, call, effect) -> None:
    """A reply that has begun settles nothing either."""
    half_sent = asyncio.Event()

    async def half(peer) -> None:
        await peer.rest()
        await peer.send(play.http(play.sealed())[:-9])
        half_sent.set()
        await peer.finish(b"", "stall")

    gateway.plays(half)
    task = asyncio.create_task(call(client, effect))
    await half_sent.wait()

    assert await cancelled(task)
    await asyncio.wait_for(gateway.hung_up.wait(), 5)


async def test_cancelled_between_two_attempts(new_client, gateway, play, call, monkeypatch) -> None:
    """During the pause after a lost attempt the first one still counts."""
    pausing = asyncio.Event()

    async def sleep(seconds: float) -> None:
        pausing.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("zhixiao_async._retry.asyncio", SimpleNamespace(sleep=sleep))
    gateway.plays(play.answer(b"", "close"))
    client = new_client(retry=RetryPolicy(attempts=2, resend_keyed=True))
    task = asyncio.create_task(call(client, Effect.KEYED))
    await pausing.wait()

    (note,) = await cancelled(task)

    assert "may have been applied" in note


@effects
async def test_connection_is_hung_up(waiting, gateway, effect) -> None:
    """The connection of a cancelled call is closed, not put back for the next one."""
    await cancelled(waiting)

    await asyncio.wait_for(gateway.hung_up.wait(), 5)


@effects
async def test_half_made_connection_is_hung_up(connecting, gateway, effect) -> None:
    """A connection that was still being made isn't left behind either."""
    await cancelled(connecting)

    await asyncio.wait_for(gateway.hung_up.wait(), 5)


@effects
async def test_no_task_is_left(client, gateway, play, call, effect) -> None:
    """A cancelled call has no helpers that outlive it."""
    gateway.plays(play.answer(b"", "stall"))
    before = asyncio.all_tasks()
    task = asyncio.create_task(call(client, effect))
    await gateway.arrived.wait()

    await cancelled(task)

    left = asyncio.all_tasks() - before
    assert [one.get_name() for one in left if one.get_name() != "gateway"] == []


@effects
async def test_client_is_as_good_as_new(waiting, client, gateway, play, call, effect) -> None:
    """The next call after a cancelled one gets its own reply."""
    await cancelled(waiting)
    gateway.plays(play.reply())

    assert (await call(client, effect)).order_id == "0166"


@changing
async def test_timeout_block_keeps_the_note(client, gateway, play, call, effect) -> None:
    """Under asyncio.timeout the note is on the cancellation that the TimeoutError came from."""
    gateway.plays(play.answer(b"", "stall"))

    with pytest.raises(TimeoutError) as caught:
        async with asyncio.timeout(0.2):
            await call(client, effect)

    assert "may have been applied" in caught.value.__cause__.__notes__[0]
