"""The tables as declarative mixins, as Alembic and the user's queries see them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import DeclarativeBase, Mapped, sessionmaker

from zhixiao_async import InvalidRequest
from zhixiao_async.journal import journal_table
from zhixiao_async.notify import inbox_table
from zhixiao_sync.inline import run_inline
from zhixiao_sync.notify import Inbox, Payment, Source
from zhixiao_sync.store.sql import InboxMixin, JournalMixin, SessionStore, SQLStore


class Base(DeclarativeBase):
    """The school's metadata."""


class PaymentInbox(InboxMixin, Base):
    """The inbox, with a column of the school's own."""

    __tablename__ = "zhixiao_inbox"
    note: Mapped[int | None]


class RefundJournal(JournalMixin, Base):
    """The journal."""

    __tablename__ = "zhixiao_journal"


@pytest.fixture(params=["postgresql", "mariadb"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """Return an engine of each server."""
    engine = sa.create_engine(request.getfixturevalue(f"{request.param}_url"))
    yield engine
    engine.dispose()


def changes(engine: sa.Engine, metadata: sa.MetaData = Base.metadata) -> list[str]:
    """Return the kinds of changes that autogenerate would put into a revision."""
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    return [change for change, *_ in found]


class Plain(DeclarativeBase):
    """The metadata of a school that adds nothing."""


class PlainInbox(InboxMixin, Plain):
    """The inbox alone."""

    __tablename__ = "zhixiao_inbox"


class PlainJournal(JournalMixin, Plain):
    """The journal alone."""

    __tablename__ = "zhixiao_journal"


def test_autogenerate_after_create_table(engine):
    """Autogenerate sees no difference to what the store makes, down to the indexes."""
    assert sorted(changes(engine)) == ["add_index"] * 5 + ["add_table"] * 2
    for table in inbox_table(), journal_table():
        run_inline(SQLStore(engine).create(table))
    assert changes(engine, Plain.metadata) == []
    assert changes(engine) == ["add_column"]


def test_table_that_the_metadata_made(engine):
    """An inbox works on it, create_table() finds nothing to do, and a query finds its rows."""
    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine)
    inbox = Inbox(SessionStore(sessions))
    inbox.create_table()
    paid = Payment(app_id="7", order_id="1", out_trade_no="2", source=Source.NOTIFICATION)
    inbox.handle(paid, lambda payment, session: None)
    with sessions() as session:
        assert session.scalars(sa.select(PaymentInbox.out_trade_no)).all() == ["2"]
    assert changes(engine) == []


def test_name_that_is_not_plain():
    """The table's name is checked as create_table()'s is."""
    with pytest.raises(InvalidRequest, match="table must be letters"):

        class Wrong(InboxMixin, Plain):
            __tablename__ = "in box"
