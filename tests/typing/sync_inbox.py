"""What type checkers make of the synchronous inbox; checked, never run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

import sqlite3
from typing import assert_type

import sqlalchemy as sa

from zhixiao_async.store.sql import SQLStore
from zhixiao_sync import Client, Credentials
from zhixiao_sync.notify import (
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
    sweep,
)
from zhixiao_sync.notify.flask import notification_view
from zhixiao_sync.notify.wsgi import notification_app


def to_sqlite(payment: Payment, connection: sqlite3.Connection) -> None:
    """A plain handler."""


def to_sqlalchemy(payment: Payment, connection: sa.Connection) -> int:
    """What it gives is of no interest."""
    return 1


def stores(engine: sa.Engine) -> None:
    """The connection's type comes from the store."""
    assert_type(SQLStore(engine), SQLStore[sa.Connection])
    assert_type(Inbox("books.db"), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLiteStore("books.db"), table="other"), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLStore(engine)), Inbox[sa.Connection])


def services(
    credentials: Credentials, client: Client, inbox: Inbox[sa.Connection], payment: Payment
) -> None:
    """A service is of its inbox's connection, and what it gives is plain."""
    receiver = NotificationReceiver(credentials)
    confirm = Confirmation(client, expected_fee=lambda one: int(one.out_trade_no))
    service = NotificationService(receiver, inbox, to_sqlalchemy, confirm=confirm)
    assert_type(service, NotificationService[sa.Connection])
    assert_type(service.answer("POST", b""), Answer)
    assert_type(service.counts, Counts)
    assert_type(inbox.handle(payment, to_sqlalchemy), Outcome)
    assert_type(inbox.find("77", "1"), Handled | None)
    assert_type(inbox.latest(5), list[Handled])
    assert_type(inbox.rerun("77", "1", to_sqlalchemy), Handled)
    assert_type(sweep(client, ["1"], inbox, to_sqlalchemy), Swept)
    notification_view(service)
    notification_app(service)


def mistakes(receiver: NotificationReceiver, inbox: Inbox[sa.Connection], payment: Payment) -> None:
    """A handler for another database is found before the program runs."""
    inbox.handle(payment, to_sqlite)  # type: ignore[arg-type]
    NotificationService(receiver, inbox, to_sqlite)  # type: ignore[arg-type]
    Inbox(5)  # type: ignore[call-overload]
