"""The clients that a journal takes, and its entries where one can't be used any more."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

import zhixiao_async.journal
import zhixiao_async.store
import zhixiao_sync.journal
import zhixiao_sync.store
from zhixiao_async import Client, Credentials, InvalidRequest, Timeouts
from zhixiao_async.journal import RefundJournal, State
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.sql import SQLStore

from .conftest import QUICK, REFUND, lost, part, sent, states

ANYBODY = Credentials(app_id="77", app_secret="s" * 32, aes_key="k" * 32)


def test_client_without_a_deadline(client, sqlite):
    """A client without a deadline is refused: its calls may end after resume() has."""
    endless = client.with_options(timeouts=Timeouts(deadline=None))
    with pytest.raises(InvalidRequest, match=r"Timeouts\.deadline.*, got Timeouts\(") as caught:
        RefundJournal(endless, sqlite)
    assert caught.value.field == "client"


def test_client_that_is_not_awaited(sqlite):
    """A sync client is refused before anything is written down."""
    with (
        zhixiao_sync.Client(ANYBODY) as client,
        pytest.raises(InvalidRequest, match=r"zhixiao_async, got .*zhixiao_sync") as caught,
    ):
        RefundJournal(client, sqlite)
    assert caught.value.field == "client"


def test_what_is_no_client(sqlite):
    """A client that is something else is refused: the arguments were swapped, say."""
    with pytest.raises(InvalidRequest, match="client must be a Client"):
        RefundJournal(sqlite, "journal.db")


def test_timeouts_of_a_client(client):
    """A client's ``timeouts`` are those that ``with_options`` has set."""
    quick = Timeouts(total=3)
    assert client.timeouts == Timeouts()
    assert client.with_options(timeouts=quick).timeouts is quick


async def test_closed_client(gateway, client, small, paid):
    """A closed client sends nothing, and the journal says so."""
    await client.close()
    with pytest.raises(RuntimeError, match="this Client is closed"):
        await small.order_refund(part(order_id=paid.order_id))
    assert (sent(gateway), await states(small)) == (0, {"r1": State.NOT_SENT})


async def test_closed_client_after_a_lost_reply(gateway, client, small, paid):
    """An entry that a closed client can't send again was sent once all the same."""
    request = part(order_id=paid.order_id)
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(small.order_refund(request))
    await small.resume(pace=QUICK)
    await client.close()
    with pytest.raises(RuntimeError, match="this Client is closed"):
        await small.order_refund(request)
    assert await states(small) == {"r1": State.NOT_APPLIED}


async def test_client_of_another_loop(gateway, sqlite, opened, paid):
    """A client of another event loop sends nothing, and the journal says so."""
    journal = await opened(sqlite)
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        await client.order_query(out_trade_no="20881")

        def elsewhere():
            asyncio.run(RefundJournal(client, sqlite).order_refund(part(order_id=paid.order_id)))

        with pytest.raises(RuntimeError, match="another event loop"):
            await asyncio.to_thread(elsewhere)
    assert (sent(gateway), await states(journal)) == (0, {"r1": State.NOT_SENT})


@pytest.mark.parametrize("package", [zhixiao_async, zhixiao_sync])
def test_client_of_both_kinds(package, tmp_path):
    """A wrapper that serves ``with`` and ``async with`` is taken at its word."""

    class Both:
        timeouts = Timeouts()
        __enter__ = __exit__ = __aenter__ = __aexit__ = None

    store = package.store.SQLiteStore(tmp_path / "journal.db")
    assert package.journal.RefundJournal(Both(), store)


async def test_request_that_the_client_refuses(instead, small, paid):
    """A request that the client refuses is not sent."""

    async def refuse(_):
        raise InvalidRequest("refund_fee", "must be otherwise")

    instead(refuse)
    with pytest.raises(InvalidRequest):
        await small.order_refund(part())
    assert await states(small) == {"r1": State.NOT_SENT}


async def test_client_closed_in_the_middle(instead, small, paid):
    """A call that was cut short may have been sent: it stays open."""

    async def cut_short(_):
        raise RuntimeError("this Client is closed, its call was cut short")

    instead(cut_short)
    with pytest.raises(RuntimeError, match="cut short"):
        await small.order_refund(part())
    assert await states(small) == {"r1": State.OPEN}


@pytest.mark.parametrize(
    "store", [5, SQLiteStore, sa.create_engine("sqlite://")], ids=["number", "class", "engine"]
)
def test_what_is_no_store(client, store):
    """A store that is something else is refused before there is anything to write."""
    with pytest.raises(InvalidRequest, match="store must be a file's path"):
        RefundJournal(client, store)


async def test_path_of_a_file(client, tmp_path):
    """A file's path is enough for a store."""
    journal = RefundJournal(client, tmp_path / "journal.db")
    await journal.create_table()
    assert await journal.entries() == []
    assert (tmp_path / "journal.db").exists()


def test_store_that_blocks(client):
    """A store that blocks is refused, as the event loop would wait for it."""
    with pytest.raises(InvalidRequest, match="must not block") as caught:
        RefundJournal(client, SQLStore(sa.create_engine("postgresql+psycopg://")))
    assert caught.value.field == "store"
