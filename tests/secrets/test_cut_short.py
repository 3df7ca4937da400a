"""Calls that are cancelled, interrupted or closed over, and journals whose database fails."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import zhixiao_async.journal
import zhixiao_sync.journal
from zhixiao_async import Connections, OrderRefund, RetryPolicy, Timeouts
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync.bridge.call import Call

from .calls import Caller

PATIENCE = 30.0
"""Seconds after which whatever is waited for in vain fails."""
REFUND = OrderRefund(order_id="1", refund_fee=1, out_refund_no="R1")


@pytest.fixture(params=[False, True], ids=["direct", "proxied"])
def silent(known, rude, request) -> dict[str, Any]:
    """Yield a gateway that never answers, or a proxy with a password that doesn't."""
    url = f"http://127.0.0.1:{rude(None)}"
    proxy = url.replace("://", f"://{known.proxy_user}@") if request.param else None
    return {
        "base_url": url,
        "timeouts": Timeouts(),
        "retry": RetryPolicy(attempts=1),
        "connections": Connections(proxy=proxy),
    }


async def test_cancelled(known, evidence, silent) -> None:
    """A cancelled call's frames hold no secret, and a client that nobody closes warns of none."""
    client = Caller(known, evidence, "async").make(**silent)
    sent = asyncio.Event()
    task = asyncio.create_task(announce(sent, client.order_refund(out_trade_no="1")))
    await sent.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    evidence.error(caught.value)
    await client.close()


async def test_closed(known, evidence, silent) -> None:
    """Nor do those of a call whose client was closed."""
    client = Caller(known, evidence, "async").make(**silent)
    sent = asyncio.Event()
    task = asyncio.create_task(announce(sent, client.order_refund(out_trade_no="1")))
    await sent.wait()
    await client.close()
    with pytest.raises(zhixiao_async.ZhixiaoError, match="closed") as caught:
        await task
    evidence.error(caught.value)


async def announce(event: asyncio.Event, call: Any) -> Any:
    """Await a call, and say so once it has begun to wait."""
    asyncio.get_running_loop().call_later(0, event.set)
    return await call


@pytest.fixture
def begun() -> threading.Event:
    """Set when the synchronous refund waits for an answer."""
    return threading.Event()


@pytest.fixture
def refunded(known, evidence, silent, begun) -> Iterator[Callable[[], BaseException]]:
    """Refund synchronously; gives what that ends in."""
    client = Caller(known, evidence, "sync").make(**silent)
    call = client._client.call
    client._client.call = lambda request, **more: announce(begun, call(request, **more))

    def refund() -> BaseException:
        with pytest.raises(BaseException) as caught:  # noqa: PT011 - the test looks at it
            client.order_refund(out_trade_no="1")
        evidence.error(caught.value)
        return caught.value

    refund.client = client
    yield refund
    client.close()


def test_sync_interrupted(refunded, begun, monkeypatch) -> None:
    """Ctrl-C in the middle of it."""

    def interrupted(call: Call[Any], seconds: float) -> bool:
        assert begun.wait(PATIENCE)
        raise KeyboardInterrupt

    monkeypatch.setattr(Call, "wait", interrupted)
    assert type(refunded()) is KeyboardInterrupt


def test_sync_closed(refunded, begun) -> None:
    """Another thread closes the client."""

    def close() -> None:
        assert begun.wait(PATIENCE)
        refunded.client.close()

    closer = threading.Thread(target=close)
    closer.start()
    assert "the client was closed" in str(refunded())
    closer.join(PATIENCE)


def no_database(path: Path) -> None:
    path.write_bytes(b"This is no database. " * 100)


def no_table(path: Path) -> None:
    sqlite3.connect(path).close()


def locked_afterwards(path: Path) -> None:
    """Its entries can be begun, and not concluded."""
    with zhixiao_sync.Client(TEST_CREDENTIALS) as client:
        zhixiao_sync.journal.RefundJournal(client, path).create_table()
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "CREATE TRIGGER no BEFORE UPDATE ON zhixiao_journal "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )


@pytest.mark.parametrize("kind", ["async", "sync"])
@pytest.mark.parametrize("broken", [no_database, no_table, locked_afterwards])
def test_journal(known, evidence, gateway, tmp_path, kind, broken) -> None:
    """Its database fails, before or after the gateway has refused."""
    broken(path := tmp_path / "journal.db")
    client = Caller(known, evidence, kind).make(gateway.base_url)
    package = {"async": zhixiao_async, "sync": zhixiao_sync}[kind]
    journal = package.journal.RefundJournal(client, path)
    evidence.object(journal, journal.__dict__)
    refund = refunded_async if kind == "async" else refunded_sync
    with pytest.raises((sqlite3.Error, zhixiao_async.InvalidRequest)) as caught:
        refund(client, journal)
    evidence.error(caught.value)


def refunded_sync(client: Any, journal: Any) -> None:
    """Make the refund that the journal can't keep."""
    with client:
        journal.order_refund(REFUND)


def refunded_async(client: Any, journal: Any) -> None:
    """Make the same refund on an event loop."""

    async def refund() -> None:
        async with client:
            await journal.order_refund(REFUND)

    asyncio.run(refund())
