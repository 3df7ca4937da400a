"""A call that is cancelled ends at once, leaves nothing behind, and says what had been sent."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace

import anyio
import pytest

from zhixiao_async import Effect, RetryPolicy, Timeouts

from .effects import changing, effects

SECONDS = 5
"""A time limit that a test's own clock brings about."""


async def cancelled(task: asyncio.Task) -> list[str]:
    """Cancel a call; return the notes of the exception."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    return getattr(caught.value, "__notes__", [])


@pytest.fixture
async def connecting(new_client, gateway, play, call, effect) -> asyncio.Task:
    """Start a call that has a connection and is in the middle of the TLS handshake."""
    gateway.plays(play.at_accept(then="stall"))
    client = new_client(base_url=gateway.url.replace("http:", "https:"))
    task = asyncio.create_task(call(client, effect))
    await gateway.accepted.wait()
    return task


@pytest.fixture
async def waiting(client, gateway, play, call, effect) -> asyncio.Task:
    """Start a call whose request has arrived, and which waits for the reply."""
    gateway.plays(play.answer(b"", "stall"))
    task = asyncio.create_task(call(client, effect))
    await gateway.arrived.wait()
    return task


@effects
async def test_cancelled_before_sending(connecting, effect) -> None:
    """A call that hasn't been sent gets no note."""
    assert await cancelled(connecting) == []


@effects
async def test_cancelled_before_it_began(client, gateway, call, effect) -> None:
    """A task that never ran connects to nobody."""
    assert await cancelled(asyncio.create_task(call(client, effect))) == []
    assert not gateway.peers


@changing
async def test_cancelled_after_sending(waiting, effect) -> None:
    """A change that had been sent gets a note: it may have been applied, and what to query."""
    (note,) = await cancelled(waiting)

    assert "may have been applied" in note
    assert "order_query" in note or "order_list" in note


@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
async def test_cancelled_read_needs_no_note(waiting, effect) -> None:
    """A read gets no note: it changes nothing."""
    assert await cancelled(waiting) == []


@changing
async def test_cancelled_while_sending(client, gateway, effect) -> None:
    """A request of which a part has arrived counts as sent."""

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
    """Half a reply proves nothing either."""
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
    """During the pause after a lost attempt that attempt still counts."""
    pausing = asyncio.Event()

    async def sleep(seconds: float) -> None:
        pausing.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("zhixiao_async.transport.retry.asyncio", SimpleNamespace(sleep=sleep))
    gateway.plays(play.answer(b"", "close"))
    client = new_client(retry=RetryPolicy(attempts=2, resend_keyed=True))
    task = asyncio.create_task(call(client, Effect.KEYED))
    await pausing.wait()

    (note,) = await cancelled(task)

    assert "may have been applied" in note


@effects
async def test_connection_is_hung_up(waiting, gateway, effect) -> None:
    """The connection of a cancelled call is closed, not kept for the next one."""
    await cancelled(waiting)

    await asyncio.wait_for(gateway.hung_up.wait(), 5)


@effects
async def test_half_made_connection_is_hung_up(connecting, gateway, effect) -> None:
    """A connection that was still being made is closed as well."""
    await cancelled(connecting)

    await asyncio.wait_for(gateway.hung_up.wait(), 5)


@effects
async def test_no_task_is_left(client, gateway, play, call, effect) -> None:
    """A cancelled call leaves no task behind."""
    gateway.plays(play.answer(b"", "stall"))
    before = asyncio.all_tasks()
    task = asyncio.create_task(call(client, effect))
    await gateway.arrived.wait()

    await cancelled(task)

    left = asyncio.all_tasks() - before
    assert [task.get_name() for task in left if task.get_name() != "gateway"] == []


@effects
async def test_client_is_as_good_as_new(waiting, client, gateway, play, call, effect) -> None:
    """The next call after a cancelled one gets its own reply."""
    await cancelled(waiting)
    gateway.plays(play.reply())

    assert (await call(client, effect)).order_id == "0166"


async def by_timeout_block(call, arrived) -> None:
    async with asyncio.timeout(None) as limit, ended_by(arrived, lambda: limit.reschedule(0)):
        await call


async def by_wait_for(call, arrived) -> None:
    loop = asyncio.get_running_loop()
    clock = loop.time
    loop.time = lambda: clock() + SECONDS * arrived.is_set()
    await asyncio.wait_for(call, SECONDS)


async def by_move_on_after(call, arrived) -> None:
    with anyio.move_on_after(60) as scope:
        async with ended_by(arrived, lambda: setattr(scope, "deadline", anyio.current_time())):
            await call
    raise TimeoutError


@asynccontextmanager
async def ended_by(arrived, end):
    async def wait() -> None:
        await arrived.wait()
        end()

    waiting = asyncio.create_task(wait())
    yield
    await waiting


@pytest.mark.parametrize("limited", [by_timeout_block, by_wait_for, by_move_on_after])
async def test_doubt_outlives_a_time_limit(client, gateway, play, call, limited, caplog) -> None:
    """A time limit that drops the cancellation leaves a warning that names the call."""
    gateway.plays(play.answer(b"", "stall"))
    patient = client.with_options(timeouts=Timeouts())

    with pytest.raises(TimeoutError):
        await limited(call(patient, Effect.MONEY), gateway.arrived)

    (doubt,) = [record for record in caplog.records if record.name == "zhixiao.calls"]
    assert doubt.levelname == "WARNING"
    assert (doubt.zhixiao_endpoint, doubt.zhixiao_outcome) == ("order_refund", "unknown")
    assert doubt.zhixiao_out_trade_no == "20881"
    assert doubt.zhixiao_resolve_by.startswith("order_list or iter_orders with Mask.REFUND")


REFUND = {"order_id": "0166", "refund_fee": 100, "out_refund_no": "R-7"}


@pytest.mark.parametrize(
    "refund",
    [
        lambda client: client.order_refund(**REFUND),
        lambda client: client.raw("/pay_api/order_refund", REFUND),
    ],
    ids=["order_refund", "raw"],
)
async def test_doubt_names_the_refund(client, gateway, play, caplog, refund) -> None:
    """The warning names the refund's own number and the order's."""
    gateway.plays(play.answer(b"", "stall"))
    task = asyncio.create_task(refund(client))
    await gateway.arrived.wait()
    await cancelled(task)
    (doubt,) = caplog.records
    assert (doubt.zhixiao_order_id, doubt.zhixiao_out_refund_no) == ("0166", "R-7")


@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
async def test_cancelled_read_leaves_no_warning(waiting, effect, caplog) -> None:
    """A cancelled read leaves no warning."""
    await cancelled(waiting)
    assert not caplog.records
