"""Inboxes on every database, a school's own table beside, payments, and a gateway to ask."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import attrs
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.clients import sandbox_client  # noqa: F401 - a fixture
from tests.support.databases import asynchronous
from zhixiao_async import PaymentNotification
from zhixiao_async.notify import Inbox, Payment, Source
from zhixiao_async.sandbox import Sandbox
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.sql import SQLStore

BILLS = "CREATE TABLE bills (out_trade_no VARCHAR(64) PRIMARY KEY, credits INTEGER NOT NULL)"
CREDIT = "UPDATE bills SET credits = credits + 1 WHERE out_trade_no = '{}'"


@attrs.define
class School:
    """A school's bills beside the inbox, in one database."""

    dialect: str
    inbox: Inbox[Any]
    execute: Callable[[str], Awaitable[list[tuple[Any, ...]]]]
    begin: Callable[[], Any]
    ran: list[Payment] = attrs.Factory(list)

    async def credit(self, payment: Payment, connection: Any) -> None:
        """Credit a bill: the school's handler."""
        self.ran.append(payment)
        await run(connection, CREDIT.format(payment.out_trade_no))

    async def credits(self, number: str = "20881") -> int:
        """Return how often a bill was credited, as others see it."""
        rows = await self.execute(f"SELECT credits FROM bills WHERE out_trade_no = '{number}'")
        return int(rows[0][0])


async def run(connection: Any, sql: str) -> Any:
    """Execute a statement on a handler's connection of any kind."""
    if isinstance(connection, sqlite3.Connection):
        return connection.execute(sql)
    return await connection.execute(sa.text(sql))


@pytest.fixture
async def gateway() -> AsyncIterator[Sandbox]:
    """Run a sandbox."""
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def inbox(tmp_path: Any) -> Inbox[sqlite3.Connection]:
    """Make an inbox in a file."""
    inbox = Inbox(tmp_path / "inbox.db")
    await inbox.create_table()
    return inbox


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
async def school(request: pytest.FixtureRequest, tmp_path: Any) -> AsyncIterator[School]:
    """Found a school on each database; the parameter may name an isolation level as well."""
    server, _, level = request.param.partition(" ")
    if server == "sqlite":
        async for founded in _on_sqlite(str(tmp_path / "school.db")):
            yield founded
    else:
        url = asynchronous(request.getfixturevalue(f"{server}_url"))
        async for founded in _on_server(url, **({"isolation_level": level} if level else {})):
            yield founded


async def _on_sqlite(path: str) -> AsyncIterator[School]:
    async def execute(sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    own = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        yield await _founded(
            School("sqlite", Inbox(SQLiteStore(path, wait=5)), execute, lambda: own)
        )
    finally:
        own.close()


async def _on_server(url: str, **options: str) -> AsyncIterator[School]:
    engine = create_async_engine(url, **options)

    async def execute(sql: str) -> list[tuple[Any, ...]]:
        async with engine.begin() as connection:
            result = await connection.execute(sa.text(sql))
            return [tuple(row) for row in result] if result.returns_rows else []

    try:
        inbox = Inbox(SQLStore(engine, wait=5))
        yield await _founded(School(engine.dialect.name, inbox, execute, engine.connect))
    finally:
        await engine.dispose()


async def _founded(school: School) -> School:
    await school.inbox.create_table()
    await school.execute(BILLS)
    await school.execute("INSERT INTO bills VALUES ('20881', 0), ('20882', 0)")
    return school


def notification(number: str = "20881", **more: Any) -> PaymentNotification:
    """Return a genuine notification, opened."""
    fields = {"out_trade_no": number, "order_id": f"17{number}", "uid": "2088", "app_id": "7"}
    return PaymentNotification(**fields | {"user_name": "张三", "user_no": "2013"} | more)


def payment(**more: Any) -> Payment:
    """Return a payment as an inbox takes it."""
    fields = {"app_id": "7", "order_id": "1720881", "out_trade_no": "20881"}
    return Payment(**fields | {"source": Source.NOTIFICATION} | more)


@asynccontextmanager
async def opened(connection: Any) -> AsyncIterator[Any]:
    """Use a connection of the caller's: SQLite's stays open, an engine's goes back to its pool."""
    if not hasattr(connection, "__aenter__"):
        yield connection
        return
    async with connection as entered:
        yield entered


@pytest.fixture(params=["inbox's", "caller's"])
async def own(request: pytest.FixtureRequest, school: School) -> AsyncIterator[Any]:
    """Return a transaction of the caller's, which is committed whatever happens, or None."""
    if request.param == "inbox's":
        yield None
        return
    async with opened(school.begin()) as connection:
        await run(connection, CREDIT.format("20882"))
        yield connection
