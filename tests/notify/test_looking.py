"""An inbox's queries of its table: by which numbers, up to how many, and with which locks."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

import zhixiao_sync.notify
from zhixiao_async import (
    HandlerBroke,
    InvalidRequest,
    NotConfirmed,
    NumericId,
    OrderQueryResult,
    OrderStatus,
)
from zhixiao_async.notify import (
    Confirmation,
    Inbox,
    NotificationReceiver,
    NotificationService,
    Outcome,
    sweep,
)
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.protocol import TransactionEnded

from .conftest import notification, payment


class Noting:
    """A store that notes its queries."""

    def __init__(self, path):
        super().__init__(path)
        self.looks = []

    async def select(self, connection, table, where, **how):
        self.looks.append(({*where}, how))
        return await super().select(connection, table, where, **how)


class Awaited(Noting, SQLiteStore):
    """A noting store for an event loop."""


class Blocking(Noting, zhixiao_sync.notify.SQLiteStore):
    """A noting store for threads."""


class Gateway:
    """A gateway at which every order is paid."""

    app_id = "7"

    async def order_query(self, **_):
        return OrderQueryResult(order_id="1720881", status=OrderStatus.PAID, out_trade_no="20881")

    order_query_form = order_query


KEY, OWN = {"app_id", "order_id"}, {"app_id", "out_trade_no"}
AS_IT_IS, CURRENT = {"current": False}, {"current": True}


@pytest.fixture
async def noting(tmp_path):
    """Make an inbox; return it and its store's queries."""
    store = Awaited(tmp_path / "inbox.db")
    inbox = Inbox(store)
    await inbox.create_table()
    return inbox, store.looks


async def test_looks_of_a_delivery(noting):
    """A delivery queries nothing with a lock.

    While the gateway is asked nobody may have to wait, and a delivery's own row needs no lock.
    """
    inbox, looks = noting
    await inbox.handle(notification(), lambda *_: None, confirm=Confirmation(Gateway()))
    assert looks == [(KEY, AS_IT_IS), (OWN, AS_IT_IS)]


async def test_looks_of_a_duplicate(noting):
    """A duplicate queries current rows: the row in its way may be too new for its transaction."""
    inbox, looks = noting
    await inbox.handle(notification(), lambda *_: None)
    looks.clear()
    assert await inbox.handle(notification(), print) is Outcome.DUPLICATE
    assert looks == [(KEY, CURRENT)]


async def test_looks_of_a_second_order(noting):
    """A second order's number queries current rows by both numbers."""
    inbox, looks = noting
    await inbox.handle(notification(), lambda *_: None)
    looks.clear()
    with pytest.raises(NotConfirmed):
        await inbox.handle(notification(order_id="1720882"), print)
    assert looks == [(KEY, CURRENT), (OWN, CURRENT)]


async def test_looks_with_a_connection_of_ones_own(noting, tmp_path):
    """A delivery on the caller's connection makes the same queries."""
    inbox, looks = noting
    await inbox.handle(notification(), lambda *_: None)
    looks.clear()
    own = sqlite3.connect(tmp_path / "inbox.db", check_same_thread=False)
    confirm = Confirmation(Gateway())
    await inbox.handle(notification(), print, connection=own, confirm=confirm)
    await inbox.handle(notification(), print, connection=own)
    own.close()
    assert looks == [(KEY, AS_IT_IS), (KEY, CURRENT)]


HUNDRED = (set(), {"newest_by": "handled_at", "limit": 100})


async def test_hundred_at_most(noting):
    """A hundred payments are listed unless another number is given."""
    inbox, looks = noting
    await inbox.latest()
    assert looks == [HUNDRED]


def test_hundred_at_most_without_a_loop(tmp_path):
    """The inbox of zhixiao_sync lists a hundred as well."""
    store = Blocking(tmp_path / "inbox.db")
    inbox = zhixiao_sync.notify.Inbox(store)
    inbox.create_table()
    inbox.latest()
    assert store.looks == [HUNDRED]


async def test_other_merchants_order_of_the_same_number(noting):
    """Another merchant's order of the same ``out_trade_no`` is no second credit."""
    inbox, _ = noting
    await inbox.handle(notification(), lambda *_: None)
    other = notification(app_id="8", order_id="1999")
    assert await inbox.handle(other, lambda *_: None) is Outcome.HANDLED


async def test_constraint_of_ones_own(noting, tmp_path):
    """A row that another constraint refuses is no duplicate: the database's error is raised."""
    inbox, _ = noting
    with sqlite3.connect(tmp_path / "inbox.db") as own:
        own.execute("CREATE UNIQUE INDEX once ON zhixiao_inbox (source)")
    own.close()
    await inbox.handle(notification(), lambda *_: None)
    with pytest.raises(sqlite3.IntegrityError, match=r"zhixiao_inbox\.source"):
        await inbox.handle(notification("20882"), print)


async def test_handler_that_broke_names_the_order(noting):
    """The error of a handler that broke its transaction names the order."""
    inbox, _ = noting
    with pytest.raises(HandlerBroke) as caught:
        await inbox.handle(
            payment(), lambda _, connection: connection.execute("DELETE FROM zhixiao_inbox")
        )
    assert caught.value.out_trade_no == "20881"


async def test_transaction_that_was_ended(tmp_path):
    """A transaction that was ended is no success, and the store's error is the cause."""

    class Ending(SQLiteStore):
        async def run(self, *_):
            raise TransactionEnded from LookupError("gone")

    inbox = Inbox(Ending(tmp_path / "inbox.db"))
    await inbox.create_table()
    with pytest.raises(HandlerBroke) as caught:
        await inbox.handle(payment(), print)
    assert isinstance(caught.value.__cause__, LookupError)


def refused(act, *arguments):
    """Return the text of a refusal."""
    with pytest.raises(InvalidRequest) as caught:
        asyncio.run(act(*arguments))
    return str(caught.value)


def test_refused_lookups(tmp_path):
    """A refused lookup names the argument, the rule and the number that was given."""
    inbox = Inbox(tmp_path / "inbox.db")
    asyncio.run(inbox.create_table())
    rule = "must have its zeros: as a JSON number it is no key; look by out_trade_no (latest)"
    number = NumericId("1720881")
    assert refused(inbox.find, "7", number) == f"order_id {rule}, got {number!r}"
    assert refused(inbox.rerun, "7", "1", print) == "order_id isn't in the inbox of 7, got '1'"


def test_inbox_of_another_kind(tmp_path):
    """A service and a sweep say which inbox they need, and which was given."""
    receiver, sync = NotificationReceiver(TEST_CREDENTIALS), zhixiao_sync.notify
    of_sync, awaited = sync.Inbox(tmp_path / "a"), Inbox(tmp_path / "b")
    blocking = Inbox(sync.SQLiteStore(tmp_path / "c"))
    told = f"inbox must be an Inbox of zhixiao_async, got {sync.Inbox!r}"
    assert refused(sweep, Gateway(), [], of_sync, print) == told
    with pytest.raises(InvalidRequest, match=r"^inbox must have an AsyncEngine or zhixiao_async's"):
        NotificationService(receiver, blocking, print)
    assert refused(sweep, Gateway(), [], blocking, print).startswith("inbox must have an Async")
    with pytest.raises(InvalidRequest) as caught:
        sync.NotificationService(receiver, awaited, print)
    assert str(caught.value) == f"inbox must be an Inbox of zhixiao_sync, got {Inbox!r}"
