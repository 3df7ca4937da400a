"""Snapshots, and deliveries under way during a restore, a reset or a stop."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime

import pytest

from tests.support.clients import connect
from zhixiao_async import BEIJING, InvalidRequest
from zhixiao_async.sandbox import Clock, Refusal, Sandbox, Verdict
from zhixiao_async.sandbox.database.schema import VERSION

from .conftest import NOON, order_fields


def image(*statements: str) -> bytes:
    """Return the bytes of another program's database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)
        return db.serialize()


FOREIGN = {
    "nothing": b"",
    "garbage": b"no database at all",
    "another program's": image("CREATE TABLE other (a)"),
    "another version's": image("CREATE TABLE orders (a)", "PRAGMA user_version = 1"),
    "other tables": image("CREATE TABLE orders (a)", f"PRAGMA user_version = {VERSION}"),
}


LAST_DAY = (datetime.max.replace(tzinfo=BEIJING) - NOON).total_seconds() - 43200
"""Seconds to it: an order that is made then expires out of the calendar."""


@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize("seconds", [-1, LAST_DAY, 1e12, float("inf"), float("nan"), "60"])
async def test_clock_goes_nowhere_that_cannot_be_meant(gateway, client, frozen, seconds):
    """A senseless step leaves the clock where it was, and the gateway answering."""
    if not frozen:
        gateway.clock.resume()
    with pytest.raises(InvalidRequest, match="seconds must"):
        gateway.clock.advance(seconds)
    await client.order_create(**order_fields())


@pytest.mark.parametrize("where", [":memory:", "file"])
@pytest.mark.parametrize("given", FOREIGN.values(), ids=FOREIGN)
async def test_foreign_snapshot_changes_nothing(tmp_path, where, given):
    """A foreign snapshot is refused before anything is changed, also after a restart."""
    db = str(tmp_path / "sandbox.db") if where == "file" else where
    async with Sandbox(db=db) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields())
        gateway.notifier.hold()
        with pytest.raises(InvalidRequest, match=r"^snapshot must be what snapshot"):
            await gateway.restore(given)
        await gateway.pay(order.order_id)
        await gateway.notifier.drain()
        assert gateway.notifications == []  # still held
    if where == "file":
        async with Sandbox(db=db) as gateway:
            assert gateway.order(order.order_id).state == "paid"


async def test_cut_off_snapshot(gateway, create):
    """A cut-off snapshot is refused."""
    order = await create()
    whole = gateway.snapshot()
    with pytest.raises(InvalidRequest, match="snapshot"):
        await gateway.restore(whole[: len(whole) // 2])
    assert gateway.order(order.order_id).state == "open"


async def test_snapshot_that_isnt_bytes(gateway):
    """A snapshot that isn't bytes is refused by its type."""
    with pytest.raises(InvalidRequest, match=r"^snapshot must be .* gave, got <class .str.>"):
        await gateway.restore("sandbox.db")  # type: ignore[arg-type]


async def until_received(merchant) -> None:
    while not merchant.received:  # noqa: ASYNC110 - the merchant has no event for it
        await asyncio.sleep(0)


async def test_nothing_is_sent_while_all_is_replaced(gateway, create, merchant, caplog):
    """Nothing is delivered while a restore or a reset replaces everything."""
    before = gateway.snapshot()
    merchant.slow = True
    await gateway.pay((await create()).order_id)
    await until_received(merchant)
    errors = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    await gateway.restore(before)
    await gateway.notifier.drain()
    assert gateway.notifications == []
    assert errors == []


@pytest.mark.parametrize("how", ["restore", "reset", "stop"])
async def test_replay_is_broken_off(gateway, create, merchant, how):
    """A replay is broken off, and leaves no attempt of a vanished order."""
    before = gateway.snapshot()
    await gateway.pay((order := await create()).order_id)
    await gateway.notifier.drain()
    merchant.slow = True
    merchant.received.clear()
    replay = asyncio.ensure_future(gateway.notifier.replay(order.order_id))
    await until_received(merchant)
    await {
        "restore": lambda: gateway.restore(before),
        "reset": gateway.reset,
        "stop": gateway.stop,
    }[how]()
    with pytest.raises(LookupError, match="broken off"):
        await replay
    if how != "stop":
        assert gateway.notifications == []
        with pytest.raises(Refusal, match="不存在"):
            await gateway.notifier.replay(order.order_id)


async def test_release_is_broken_off(gateway, create, merchant):
    """A release that is broken off raises a LookupError."""
    merchant.slow = True
    gateway.notifier.hold()
    await gateway.pay((await create()).order_id)
    release = asyncio.ensure_future(gateway.notifier.release())
    await until_received(merchant)
    await gateway.reset()
    with pytest.raises(LookupError, match="broken off"):
        await release


async def test_release_after_a_restore_delivers_anew(gateway, create, merchant):
    """A release after a restore delivers anew."""
    gateway.notifier.hold()
    await gateway.pay((order := await create()).order_id)
    paid = gateway.snapshot()
    merchant.slow = True
    broken_off = asyncio.ensure_future(gateway.notifier.release())
    await until_received(merchant)
    merchant.slow = False
    await gateway.restore(paid)
    (attempt,) = await gateway.notifier.release(order.order_id)
    assert attempt.verdict is Verdict.SEALED
    with pytest.raises(LookupError, match="broken off"):
        await broken_off


async def test_paid_within_a_pause(gateway, create, merchant):
    """An order paid within a pause is notified when the pause is over."""
    order = await create()
    attempt = asyncio.ensure_future(gateway.notifier.next_attempt())
    async with gateway.notifier.paused():
        await gateway.pay(order.order_id)
        for _ in range(50):
            await asyncio.sleep(0)
        assert merchant.received == []
    assert (await asyncio.wait_for(attempt, 30)).verdict is Verdict.SEALED


async def test_replay_waits_for_the_end_of_a_pause(gateway, create, merchant):
    """A replay waits for the end of a pause, and the schedule goes on as well."""
    await gateway.pay((order := await create()).order_id)
    await gateway.notifier.drain()
    async with gateway.notifier.paused():
        replay = asyncio.ensure_future(gateway.notifier.replay(order.order_id))
        drained = asyncio.ensure_future(gateway.notifier.drain())
        for _ in range(50):
            await asyncio.sleep(0)
        assert not replay.done()
        assert not drained.done()
        assert gateway.notifier._tasks.under_way == {}
    assert (await replay).replay
    await drained
    await gateway.pay((await create(out_trade_no="2")).order_id)
    await gateway.notifier.drain()
    assert [notification.out_trade_no for notification in merchant.received] == [
        "20881",
        "20881",
        "2",
    ]


async def test_nobody_waits_for_a_stopped_gateway(gateway):
    """Every wait for a stopped gateway's attempts raises a LookupError."""
    waiting = asyncio.ensure_future(gateway.notifier.next_attempt())
    await asyncio.sleep(0)
    await gateway.stop()
    notifier = gateway.notifier
    for attempt in (waiting, notifier.next_attempt(), notifier.replay("1"), notifier.release("1")):
        with pytest.raises(LookupError, match="stopped"):
            await asyncio.wait_for(attempt, 30)


@pytest.mark.parametrize("how", ["restore", "reset"])
async def test_no_order_id_comes_twice(gateway, create, how):
    """No order_id comes twice, also after a restore or a reset."""
    numbers = [(await create()).order_id]
    before = gateway.snapshot()
    for number in ("1", "2", "3"):
        numbers.append((await create(out_trade_no=number)).order_id)
        await (gateway.restore(before) if how == "restore" else gateway.reset())
    assert len(set(numbers)) == 4


async def test_numbers_go_on_after_a_restart(tmp_path):
    """Orders are numbered on after a restart, also after a reset."""
    numbers = []
    for _ in range(2):
        clock = Clock()
        clock.freeze(NOON)
        async with Sandbox(db=str(tmp_path / "db"), clock=clock) as gateway:
            async with connect(gateway) as client:
                numbers.append((await client.order_create(**order_fields())).order_id)
            await gateway.reset()
    assert len(set(numbers)) == 2
