"""Uses of the async inbox for type checkers; checked, never run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

import sqlite3
from typing import assert_type

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
)

from zhixiao_async import Client, Credentials, PaymentNotification
from zhixiao_async.notify import (
    Answer,
    Confirmation,
    Delivery,
    DeliveryMetrics,
    Handled,
    Inbox,
    NotificationReceiver,
    NotificationService,
    Outcome,
    Payment,
    SQLiteStore,
    SweepResult,
    inbox_table,
    sweep,
)
from zhixiao_async.notify.aiohttp import notification_view
from zhixiao_async.store.sql import SessionStore, SQLStore, sqlalchemy_table


def tell(payment: Payment | PaymentNotification, error: Exception, delivery: Delivery) -> None:
    """Be told, in a thread."""
    assert_type(payment.out_trade_no, str)


async def tell_later(payment: object, error: Exception, delivery: Delivery) -> None:
    """Be told, on the event loop."""


def to_sqlite(payment: Payment, connection: sqlite3.Connection) -> None:
    """Do nothing: a plain handler."""


async def to_sqlalchemy(payment: Payment, connection: AsyncConnection) -> int:
    """Return something, which an async handler may."""
    return 1


def stores(engine: sa.Engine, async_engine: AsyncEngine) -> None:
    """Check that the connection's type comes from the store."""
    assert_type(SQLStore(engine), SQLStore[sa.Connection])
    assert_type(SQLStore(async_engine), SQLStore[AsyncConnection])
    assert_type(Inbox("books.db"), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLiteStore("books.db"), table="other"), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLStore(async_engine)), Inbox[AsyncConnection])
    assert_type(sqlalchemy_table(inbox_table(), sa.MetaData()), sa.Table)


async def to_session(payment: Payment, session: AsyncSession) -> None:
    """Do nothing: an async handler."""


async def session_stores(
    sessions: async_sessionmaker[AsyncSession],
    scoped: async_scoped_session[AsyncSession],
    payment: Payment,
) -> None:
    """Check that the session's class comes from the sessionmaker."""
    assert_type(SessionStore(sessions), SessionStore[AsyncSession])
    assert_type(SessionStore(scoped, wait=5), SessionStore[AsyncSession])
    inbox = Inbox(SessionStore(sessions))
    assert_type(inbox, Inbox[AsyncSession])
    await inbox.handle(payment, to_session, connection=sessions())
    await inbox.handle(payment, to_sqlalchemy)  # type: ignore[arg-type]


async def services(
    credentials: Credentials, client: Client, inbox: Inbox[AsyncConnection], payment: Payment
) -> None:
    """Check that a service has its inbox's connection, and that its results are plain."""
    receiver = NotificationReceiver(credentials)
    confirm = Confirmation(client, expected_fee=lambda payment: int(payment.out_trade_no))
    service = NotificationService(receiver, inbox, to_sqlalchemy, confirm=confirm, on_error=tell)
    NotificationService(receiver, inbox, to_sqlalchemy, on_error=tell_later)
    assert_type(service, NotificationService[AsyncConnection])
    assert_type(await service.answer("POST", b""), Answer)
    assert_type(service.counts, DeliveryMetrics)
    assert_type(await inbox.handle(payment, to_sqlalchemy), Outcome)
    assert_type(await inbox.find("77", "1"), Handled | None)
    assert_type(await inbox.find(out_trade_no="1"), Handled | None)
    assert_type(await inbox.search("1"), list[Handled])
    assert_type(await inbox.latest(5), list[Handled])
    assert_type(await inbox.rerun("77", "1", to_sqlalchemy), Handled)
    assert_type(await sweep(client, ["1"], inbox, to_sqlalchemy), SweepResult)
    notification_view(service)


async def mistakes(
    receiver: NotificationReceiver, inbox: Inbox[AsyncConnection], payment: Payment
) -> None:
    """Make mistakes that a checker finds: a handler for another database."""
    await inbox.handle(payment, to_sqlite)  # type: ignore[arg-type]
    NotificationService(receiver, inbox, to_sqlite)  # type: ignore[arg-type]
    NotificationService(receiver, inbox, to_sqlalchemy, on_error=to_sqlite)  # type: ignore[arg-type]
    Inbox(5)  # type: ignore[call-overload]
