"""What type checkers make of the async inbox; checked, never run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

import sqlite3
from typing import assert_type

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from zhixiao_async import Client, Credentials
from zhixiao_async.notify import (
    Answer,
    Confirmation,
    Counts,
    Handled,
    Inbox,
    NotificationReceiver,
    NotificationService,
    Outcome,
    Payment,
    SQLiteStore,
    Swept,
    inbox_table,
    sweep,
)
from zhixiao_async.notify.aiohttp import notification_view
from zhixiao_async.store.sql import SQLStore, sqlalchemy_table


def to_sqlite(payment: Payment, connection: sqlite3.Connection) -> None:
    """A plain handler."""


async def to_sqlalchemy(payment: Payment, connection: AsyncConnection) -> int:
    """An async one; what it gives is of no interest."""
    return 1


def stores(engine: sa.Engine, async_engine: AsyncEngine) -> None:
    """The connection's type comes from the store."""
    assert_type(SQLStore(engine), SQLStore[sa.Connection])
    assert_type(SQLStore(async_engine), SQLStore[AsyncConnection])
    assert_type(Inbox("books.db"), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLiteStore("books.db"), table="other"), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLStore(async_engine)), Inbox[AsyncConnection])
    assert_type(sqlalchemy_table(inbox_table(), sa.MetaData()), sa.Table)


async def services(
    credentials: Credentials, client: Client, inbox: Inbox[AsyncConnection], payment: Payment
) -> None:
    """A service is of its inbox's connection, and what it gives is plain."""
    receiver = NotificationReceiver(credentials)
    confirm = Confirmation(client, expected_fee=lambda one: int(one.out_trade_no))
    service = NotificationService(receiver, inbox, to_sqlalchemy, confirm=confirm)
    assert_type(service, NotificationService[AsyncConnection])
    assert_type(await service.answer("POST", b""), Answer)
    assert_type(service.counts, Counts)
    assert_type(await inbox.handle(payment, to_sqlalchemy), Outcome)
    assert_type(await inbox.find("77", "1"), Handled | None)
    assert_type(await inbox.latest(5), list[Handled])
    assert_type(await inbox.rerun("77", "1", to_sqlalchemy), Handled)
    assert_type(await sweep(client, ["1"], inbox, to_sqlalchemy), Swept)
    notification_view(service)


async def mistakes(
    receiver: NotificationReceiver, inbox: Inbox[AsyncConnection], payment: Payment
) -> None:
    """A handler for another database is found before the program runs."""
    await inbox.handle(payment, to_sqlite)  # type: ignore[arg-type]
    NotificationService(receiver, inbox, to_sqlite)  # type: ignore[arg-type]
    Inbox(5)  # type: ignore[call-overload]
