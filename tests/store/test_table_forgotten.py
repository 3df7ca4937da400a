"""A table that was never created, or lacks a column, is named by one error on every database."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from zhixiao_async import InvalidRequest
from zhixiao_async.notify import Inbox
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.async_or_sync import maybe_await
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.store import SQLiteStore as BlockingSQLiteStore

from ..notify.conftest import notification

DRIVERS = {
    "psycopg": ("postgresql", "postgresql+psycopg"),
    "psycopg on an event loop": ("postgresql", "postgresql+psycopg"),
    "asyncpg": ("postgresql", "postgresql+asyncpg"),
    "pymysql": ("mariadb", "mysql+pymysql"),
    "aiomysql": ("mariadb", "mysql+aiomysql"),
}


@asynccontextmanager
async def on_server(url, driver, loop):
    """Open a store with a driver."""
    url = sa.make_url(url).set(drivername=driver)
    engine = create_async_engine(url) if loop else sa.create_engine(url)
    try:
        yield SQLStore(engine)
    finally:
        await maybe_await(engine.dispose())


@pytest.fixture(params=["sqlite", "blocking sqlite", *DRIVERS])
async def store(request, tmp_path):
    """Open a store by each driver, on a database without tables."""
    name = request.param
    if name not in DRIVERS:
        kind = SQLiteStore if name == "sqlite" else BlockingSQLiteStore
        yield kind(tmp_path / "school.db")
        return
    server, driver = DRIVERS[name]
    loop = name not in ("psycopg", "pymysql")
    async with on_server(request.getfixturevalue(f"{server}_url"), driver, loop) as opened:
        yield opened


def credit(payment, connection):
    """Credit nothing."""


async def later(payment, connection):
    """Credit nothing, on an event loop."""


async def test_inbox(store):
    """Whatever an inbox does first says that create_table() comes before it."""
    inbox = Inbox(store, table="our_inbox")
    handler = credit if store.blocking else later
    for action in (
        lambda: inbox.handle(notification(), handler),
        lambda: inbox.rerun("7", "1720881", handler),
        lambda: inbox.find("7", "1720881"),
        inbox.latest,
    ):
        with pytest.raises(InvalidRequest) as caught:
            await action()
        assert (caught.value.field, caught.value.code) == ("table", "no_table")
        assert "call create_table() once" in str(caught.value)
        assert str(caught.value).endswith("got 'our_inbox'")


async def test_log_line(store, caplog):
    """A failed payment's line says so, too."""
    inbox = Inbox(store)
    with pytest.raises(InvalidRequest):
        await inbox.handle(notification(), credit if store.blocking else later)
    (line,) = caplog.records
    assert line.zhixiao_reason.startswith("table must be in the database: call create_table() once")


async def test_column_of_a_later_version(store):
    """A table that lacks a column is told to be brought up to date, and then is."""
    inbox = Inbox(store)
    await inbox.create_table()
    async with store.transaction() as own:
        await _execute(own, "ALTER TABLE zhixiao_inbox DROP COLUMN fee")
    handler = credit if store.blocking else later
    for action in (lambda: inbox.handle(notification(), handler), inbox.latest):
        with pytest.raises(InvalidRequest) as caught:
            await action()
        assert (caught.value.field, caught.value.code) == ("table", "no_column")
    await inbox.create_table()
    assert await inbox.handle(notification(), handler) == "handled"


async def _execute(connection, sql):
    if isinstance(connection, sqlite3.Connection):
        connection.execute(sql)
    else:
        await maybe_await(connection.execute(sa.text(sql)))


async def test_table_of_the_handlers_own(store):
    """A table that the handler misses is the database's own error: create_table() wouldn't help."""
    inbox = Inbox(store)
    await inbox.create_table()
    error = sqlite3.OperationalError if isinstance(store, SQLiteStore) else sa.exc.DBAPIError
    handler = _blocking_read if store.blocking else _read
    with pytest.raises(error, match="ledger"):
        await inbox.handle(notification(), handler)


async def _read(payment, connection):
    await _execute(connection, "SELECT 1 FROM ledger")


def _blocking_read(payment, connection):
    statement = "SELECT 1 FROM ledger"
    is_sqlite = isinstance(connection, sqlite3.Connection)
    connection.execute(statement if is_sqlite else sa.text(statement))
