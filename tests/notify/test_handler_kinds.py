"""Handlers of the wrong kind for their connection are refused before anything is committed."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

import zhixiao_sync.notify
from tests.support.databases import asynchronous
from zhixiao_async import InvalidRequest
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService, Outcome
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.store.sql import SQLStore

from .conftest import notification

servers = pytest.mark.parametrize("server", ["postgresql", "mariadb"])


async def asleep(payment, connection):
    """Wait: an async handler."""
    await asyncio.sleep(0)


async def ready(payment, connection):
    """Do nothing: an async handler that needn't wait."""


def plain(payment, connection):
    """Do nothing: a plain handler."""


def generating(payment, connection):
    """Yield: a handler whose body never runs."""
    yield payment


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def sync_inbox(request, tmp_path):
    """Make an inbox without an event loop."""
    if request.param == "sqlite":
        yield zhixiao_sync.notify.Inbox(tmp_path / "school.db")
        return
    engine = sa.create_engine(request.getfixturevalue(f"{request.param}_url"))
    yield zhixiao_sync.notify.Inbox(SQLStore(engine))
    engine.dispose()


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (asleep, InvalidRequest),
        (partial(ready), InvalidRequest),
        (lambda *them: ready(*them), TypeError),
    ],
)
def test_async_handler_without_an_event_loop(sync_inbox, handler, error):
    """An async handler without an event loop is refused, nothing is kept, and a plain one works."""
    sync_inbox.create_table()
    with pytest.raises(error, match="must be a plain def"):
        sync_inbox.handle(notification(), handler)
    assert sync_inbox.find("7", "1720881") is None
    assert sync_inbox.handle(notification(), plain) is Outcome.HANDLED


def test_generator_without_an_event_loop(sync_inbox):
    """A handler that hands back a generator, which would do nothing, is refused."""
    sync_inbox.create_table()
    with pytest.raises(TypeError, match="yield"):
        sync_inbox.handle(notification(), lambda *them: generating(*them))
    assert sync_inbox.find("7", "1720881") is None


@servers
@pytest.mark.parametrize("handler", [plain, lambda *them: generating(*them)])
async def test_plain_handler_with_an_async_engine(server, handler, request):
    """A plain handler on an async connection, whose coroutines nobody awaits, is refused."""
    url = asynchronous(request.getfixturevalue(f"{server}_url"))
    inbox = Inbox(SQLStore(create_async_engine(url, poolclass=sa.NullPool)))
    await inbox.create_table()
    with pytest.raises(TypeError, match="must be an async def"):
        await inbox.handle(notification(), handler)
    assert await inbox.find("7", "1720881") is None
    assert await inbox.handle(notification(), ready) is Outcome.HANDLED


@pytest.mark.parametrize("handler", [plain, asleep, lambda *them: asleep(*them)])
async def test_sqlite_on_an_event_loop(tmp_path, handler):
    """SQLite on an event loop takes a handler of either kind."""
    inbox = Inbox(tmp_path / "school.db")
    await inbox.create_table()
    assert await inbox.handle(notification(), handler) is Outcome.HANDLED


async def test_generator_on_an_event_loop(tmp_path):
    """A handler that hands back a generator is refused on an event loop as well."""
    inbox = Inbox(tmp_path / "school.db")
    await inbox.create_table()
    with pytest.raises(TypeError, match="yield"):
        await inbox.handle(notification(), lambda *them: generating(*them))
    assert await inbox.find("7", "1720881") is None


async def test_handler_that_raises_stop_iteration(tmp_path):
    """A handler's StopIteration is an error like any other, and doesn't hang the delivery."""

    def careless(payment, connection):
        next(iter(()))

    inbox = Inbox(tmp_path / "school.db")
    await inbox.create_table()
    async with asyncio.timeout(20):
        with pytest.raises(RuntimeError, match="StopIteration"):
            await inbox.handle(notification(), careless)
    assert await inbox.find("7", "1720881") is None


def test_inbox_of_the_other_package(tmp_path):
    """A service and a sweep say which inbox they need."""
    receiver = NotificationReceiver(TEST_CREDENTIALS)
    sync, awaited = zhixiao_sync.notify.Inbox(tmp_path / "a"), Inbox(tmp_path / "b")
    with pytest.raises(InvalidRequest, match="inbox must be an Inbox of zhixiao_async"):
        NotificationService(receiver, sync, plain)
    with pytest.raises(InvalidRequest, match="inbox must be an Inbox of zhixiao_sync"):
        zhixiao_sync.notify.NotificationService(receiver, awaited, plain)
    with pytest.raises(InvalidRequest, match="inbox must be an Inbox of zhixiao_sync"):
        zhixiao_sync.notify.sweep(None, [], awaited, plain)


def test_connection_of_another_kind(tmp_path, postgresql_url):
    """A store takes its own engine's connections only."""
    inbox = zhixiao_sync.notify.Inbox(SQLStore(sa.create_engine(postgresql_url)))
    with (
        closing(sqlite3.connect(tmp_path / "school.db")) as own,
        pytest.raises(InvalidRequest, match="connection must be a SQLAlchemy Connection"),
    ):
        inbox.handle(notification(), plain, connection=own)


@pytest.mark.parametrize("store", [5, None, Inbox, sa.create_engine("sqlite://")])
@pytest.mark.parametrize("kind", [Inbox, zhixiao_sync.notify.Inbox])
def test_what_is_no_store(kind, store):
    """An engine, a class or a number in the place of a store is refused."""
    rule = "store must be a file's path, a SQLiteStore, a SQLStore or a SessionStore, got <class"
    with pytest.raises(InvalidRequest, match=rule):
        kind(store)
