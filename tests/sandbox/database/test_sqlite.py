"""A file survives restarts and kills, and a snapshot brings everything back."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from tests.sandbox.conftest import NOON, order_fields
from tests.support.clients import connect
from zhixiao_async import Client, OrderStatus, RequestFailed
from zhixiao_async.sandbox import TEST_CREDENTIALS, CannotStart, Sandbox


async def test_file_survives_a_restart(tmp_path):
    """Orders, listing and log are there after a restart."""
    db = str(tmp_path / "sandbox.db")
    async with Sandbox(db=db) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields("https://example.edu/"))
        await gateway.pay(order.order_id)
        await gateway.notifier.drain()
    async with Sandbox(db=db) as gateway, connect(gateway) as client:
        state = await client.order_query(out_trade_no="20881")
        assert state.status is OrderStatus.PAID
        assert len(gateway.notifications) == 1
        with pytest.raises(RequestFailed, match="重复"):
            await client.order_create(**order_fields())


async def test_file_survives_kill_9(tmp_path):
    """Every acknowledged order is kept though nothing was closed."""
    db = str(tmp_path / "sandbox.db")
    command = [sys.executable, "-m", "zhixiao_async.cli", "sandbox", "--port=0", f"--db={db}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220
        base_url = next(line for line in process.stdout if "BASE_URL" in line).split("=")[1].strip()
        async with Client(TEST_CREDENTIALS, base_url=base_url) as client:
            order = await client.order_create(**order_fields())
        os.kill(process.pid, signal.SIGKILL)
    async with Sandbox(db=db) as gateway:
        assert gateway.order(order.order_id).out_trade_no == "20881"


async def test_undelivered_notification_survives(tmp_path, merchant):
    """A notification that one run left undelivered is delivered by the next."""
    db = str(tmp_path / "sandbox.db")
    async with Sandbox(db=db) as gateway, connect(gateway) as client:
        gateway.notifier.hold()
        order = await client.order_create(**order_fields(merchant.url))
        await gateway.pay(order.order_id)
    assert merchant.received == []
    async with Sandbox(db=db) as gateway:
        await gateway.notifier.drain()
    assert [notification.order_id for notification in merchant.received] == [order.order_id]


@pytest.mark.parametrize("where", [":memory:", "file"])
async def test_snapshot_and_restore(tmp_path, where):
    """A restore brings everything back, in memory and in a file, repeatedly."""
    db = str(tmp_path / "sandbox.db") if where == "file" else where
    async with Sandbox(db=db) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields())
        before = gateway.snapshot()
        for _ in range(2):
            await gateway.pay(order.order_id)
            await client.order_refund(out_trade_no="20881")
            await gateway.restore(before)
            assert gateway.order(order.order_id).state == "open"
        assert gateway.snapshot() == before
        await client.order_create(**order_fields() | {"out_trade_no": "20882"})


async def test_reset(gateway, client, create):
    """A reset forgets everything but the seeded people."""
    await gateway.pay((await create()).order_id)
    await gateway.seed_orders(10)
    await gateway.reset()
    assert (gateway.notifications, gateway.requests) == ([], [])
    with pytest.raises(RequestFailed, match="不存在"):
        await client.order_query(out_trade_no="20881")
    await client.user_card(user_no="2013141516")


async def test_restore_breaks_deliveries_off(gateway, create, merchant):
    """A delivery that a restore or a reset breaks off leaves no trace."""
    await gateway.pay((await create()).order_id)
    await gateway.reset()
    await gateway.notifier.drain()
    assert gateway.notifications == []


async def test_one_sandbox_to_a_file(tmp_path):
    """A second sandbox can't start on a file, by whatever name, until the first has stopped."""
    path = tmp_path / "sandbox.db"
    (tmp_path / "link.db").symlink_to(path)
    async with Sandbox(db=str(path)):
        for name in ("sandbox.db", "link.db"):
            with pytest.raises(CannotStart, match="in use by another sandbox"):
                await Sandbox(db=str(tmp_path / name)).start()
    async with Sandbox(db=str(path)):
        pass


@pytest.mark.parametrize("content", [b"no database at all", b""])
async def test_file_that_isnt_ours(tmp_path, content):
    """A foreign file is refused and left alone; an empty file becomes a new database."""
    path = tmp_path / "file"
    path.write_bytes(content)
    if content:
        with pytest.raises(CannotStart, match="can't be used"):
            await Sandbox(db=str(path)).start()
        assert path.read_bytes() == content
    else:
        async with Sandbox(db=str(path)):
            pass


async def test_database_of_someone_else(tmp_path):
    """A database with other tables, or of another version, is refused."""
    path = str(tmp_path / "other.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE other (a)")
    with pytest.raises(CannotStart, match="isn't a sandbox's"):
        await Sandbox(db=path).start()


@pytest.mark.parametrize("how", ["restore", "reset"])
async def test_mishaps_are_forgotten(gateway, create, merchant, how):
    """A mishap injected before a restore or a reset happens to no delivery after it."""
    before = gateway.snapshot()
    gateway.notifier.drop_next()
    await (gateway.restore(before) if how == "restore" else gateway.reset())
    await gateway.pay((await create()).order_id)
    await gateway.notifier.drain()
    assert len(merchant.received) == 1


@pytest.mark.parametrize("how", ["restore", "reset"])
async def test_listing_is_counted_afresh(gateway, client, create, how):
    """A page read before doesn't show rows that have vanished since."""
    before = gateway.snapshot()
    await gateway.pay((await create()).order_id)
    day = {"begin_time": NOON, "end_time": NOON + timedelta(days=1)}
    assert (await client.order_list(**day)).total_size == 1
    await (gateway.restore(before) if how == "restore" else gateway.reset())
    assert (await client.order_list(**day)).total_size == 0
