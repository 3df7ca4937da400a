"""Uses of the synchronous inbox for type checkers; checked, never run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

import sqlite3
from typing import assert_type

import sqlalchemy as sa
from django.db.backends.base.base import BaseDatabaseWrapper
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker

from zhixiao_sync import Client, Credentials, PaymentNotification
from zhixiao_sync.django.store import DjangoStore
from zhixiao_sync.notify import (
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
    sweep,
)
from zhixiao_sync.notify.flask import notification_view
from zhixiao_sync.notify.wsgi import notification_app
from zhixiao_sync.store.sql import InboxMixin, SessionStore, SQLStore, engine_for


def tell(payment: Payment | PaymentNotification, error: Exception, delivery: Delivery) -> None:
    """Be told."""
    assert_type(payment.out_trade_no, str)


def to_sqlite(payment: Payment, connection: sqlite3.Connection) -> None:
    """Do nothing: a plain handler."""


def to_sqlalchemy(payment: Payment, connection: sa.Connection) -> int:
    """Return something, which a handler may."""
    return 1


def stores(engine: sa.Engine) -> None:
    """Check that the connection's type comes from the store."""
    assert_type(SQLStore(engine), SQLStore)
    assert_type(engine_for("mysql+pymysql://"), sa.Engine)
    assert_type(Inbox("books.db"), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLiteStore("books.db"), table="other"), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLStore(engine)), Inbox[sa.Connection])


class Base(DeclarativeBase):
    """Metadata of the user's."""


class PaymentInbox(InboxMixin, Base):
    """The inbox's table in it."""

    __tablename__ = "zhixiao_inbox"


def rows(session: Session) -> None:
    """Check that the columns have their types."""
    row = session.scalars(sa.select(PaymentInbox)).one()
    assert_type(row.order_id, str)
    assert_type(row.fee, int | None)


class OwnSession(Session):
    """A session class of the user's."""


def to_session(payment: Payment, session: OwnSession) -> None:
    """Do nothing: a plain handler."""


def session_stores(
    sessions: sessionmaker[OwnSession], scoped: scoped_session[Session], payment: Payment
) -> None:
    """Check that the session's class comes from the sessionmaker."""
    assert_type(SessionStore(sessions), SessionStore[OwnSession])
    assert_type(SessionStore(scoped, wait=5), SessionStore[Session])
    inbox = Inbox(SessionStore(sessions))
    assert_type(inbox, Inbox[OwnSession])
    inbox.handle(payment, to_session, connection=sessions())
    inbox.handle(payment, to_sqlalchemy)  # type: ignore[arg-type]


def to_django(payment: Payment, connection: BaseDatabaseWrapper) -> None:
    """Credit a payment through Django's connection."""


def on_django(payment: Payment) -> None:
    """Check that an inbox on Django's connections hands one to its handler."""
    inbox = Inbox(DjangoStore(using="default"))
    assert_type(inbox, Inbox[BaseDatabaseWrapper])
    assert_type(inbox.handle(payment, to_django), Outcome)
    inbox.handle(payment, to_sqlalchemy)  # type: ignore[arg-type]


def services(
    credentials: Credentials, client: Client, inbox: Inbox[sa.Connection], payment: Payment
) -> None:
    """Check that a service has its inbox's connection, and that its results are plain."""
    receiver = NotificationReceiver(credentials)
    confirm = Confirmation(client, expected_fee=lambda payment: int(payment.out_trade_no))
    service = NotificationService(receiver, inbox, to_sqlalchemy, confirm=confirm, on_error=tell)
    assert_type(service, NotificationService[sa.Connection])
    assert_type(service.answer("POST", b""), Answer)
    assert_type(service.counts, DeliveryMetrics)
    assert_type(inbox.handle(payment, to_sqlalchemy), Outcome)
    assert_type(inbox.find("77", "1"), Handled | None)
    assert_type(inbox.find(out_trade_no="1"), Handled | None)
    assert_type(inbox.search("1"), list[Handled])
    assert_type(inbox.latest(5), list[Handled])
    assert_type(inbox.rerun("77", "1", to_sqlalchemy), Handled)
    assert_type(sweep(client, ["1"], inbox, to_sqlalchemy), SweepResult)
    notification_view(service)
    notification_app(service)


def mistakes(receiver: NotificationReceiver, inbox: Inbox[sa.Connection], payment: Payment) -> None:
    """Make mistakes that a checker finds: a handler for another database."""
    inbox.handle(payment, to_sqlite)  # type: ignore[arg-type]
    NotificationService(receiver, inbox, to_sqlite)  # type: ignore[arg-type]
    Inbox(5)  # type: ignore[call-overload]
