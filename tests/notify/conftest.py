"""Inboxes on every database, a school's own table beside, payments, and a gateway to ask."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import attrs
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.databases import asynchronous
from zhixiao_async import Client, PaymentNotification, RetryPolicy
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
        """The school's handler."""
        self.ran.append(payment)
        await run(connection, CREDIT.format(payment.out_trade_no))

    async def credits(self, number: str = "20881") -> int:
        """How often a bill was credited, as others see it."""
        rows = await self.execute(f"SELECT credits FROM bills WHERE out_trade_no = '{number}'")
        return int(rows[0][0])


async def run(connection: Any, sql: str) -> Any:
    """A statement on a handler's connection, of whatever kind."""
    if isinstance(connection, sqlite3.Connection):
        return connection.execute(sql)
    return await connection.execute(sa.text(sql))


@pytest.fixture
async def gateway() -> AsyncIterator[Sandbox]:
    """A sandbox."""
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def client(gateway: Sandbox) -> AsyncIterator[Client]:
    """Its client, which asks once."""
    once = RetryPolicy(attempts=1)
    async with Client(gateway.credentials, base_url=gateway.base_url, retry=once) as client:
        yield client


@pytest.fixture
async def inbox(tmp_path: Any) -> Inbox[sqlite3.Connection]:
    """An inbox in a file."""
    inbox = Inbox(tmp_path / "inbox.db")
    await inbox.create_table()
    return inbox


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
async def school(request: pytest.FixtureRequest, tmp_path: Any) -> AsyncIterator[School]:
    """A school on each database, with two bills; the name may have an isolation level behind it."""
    server, _, level = request.param.partition(" ")
    if server == "sqlite":
        async for one in _on_sqlite(str(tmp_path / "school.db")):
            yield one
    else:
        url = asynchronous(request.getfixturevalue(f"{server}_url"))
        async for one in _on_server(url, **({"isolation_level": level} if level else {})):
            yield one


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
    """A genuine notification, opened."""
    fields = {"out_trade_no": number, "order_id": f"17{number}", "uid": "2088", "app_id": "7"}
    return PaymentNotification(**fields | {"user_name": "张三", "user_no": "2013"} | more)


def payment(**more: Any) -> Payment:
    """A payment as an inbox takes it."""
    fields = {"app_id": "7", "order_id": "1720881", "out_trade_no": "20881"}
    return Payment(**fields | {"source": Source.NOTIFICATION} | more)
