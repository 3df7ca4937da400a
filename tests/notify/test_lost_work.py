"""A session of the handler's own, closed with work that nobody committed, is no success."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from zhixiao_async import HandlerBroke
from zhixiao_async.notify import Outcome
from zhixiao_sync.notify import Inbox
from zhixiao_sync.store.sql import SQLStore

from .conftest import CREDIT, notification
from .orm import Bill, Receipt, found_on, receipts


@pytest.fixture
def engine(postgresql_url: str) -> Iterator[sa.Engine]:
    """Found a school on PostgreSQL."""
    engine = sa.create_engine(postgresql_url)
    found_on(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def inbox(engine: sa.Engine) -> Inbox[sa.Connection]:
    """Make an inbox of connections."""
    inbox = Inbox(SQLStore(engine))
    inbox.create_table()
    return inbox


@pytest.fixture(params=["inbox's", "caller's"])
def handle(request, engine, inbox) -> Iterator[Any]:
    """Return a function that handles a payment, in the inbox's transaction or in the caller's."""

    def in_own(handler):
        with engine.begin() as connection:
            return inbox.handle(notification(), handler, connection=connection)

    return in_own if request.param == "caller's" else lambda h: inbox.handle(notification(), h)


def credits_of(engine: sa.Engine) -> int:
    """Return how often the bill was credited."""
    with engine.connect() as connection:
        return connection.scalars(sa.select(Bill.credits).filter_by(out_trade_no="20881")).one()


def add(connection):
    """Add, and close."""
    with Session(connection) as session:
        session.add(Receipt(out_trade_no="20881"))


def change(connection):
    """Change what was read, and close."""
    with Session(connection) as session:
        session.get_one(Bill, "20881").credits += 1


def add_behind_a_query(connection):
    """Add after a query, and forget the session."""
    session = Session(connection)
    session.get_one(Bill, "20881")
    session.add(Receipt(out_trade_no="20881"))


def change_and_forget(connection):
    """Change, and leave the session to Python."""
    session = Session(connection)
    session.get_one(Bill, "20881").credits += 1


def delete(connection):
    """Delete, and forget the session."""
    session = Session(connection)
    session.delete(session.get_one(Bill, "20882"))


def close_a_savepoint(connection):
    """Write under a savepoint of the session's, and close."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        session.execute(sa.update(Bill).values(credits=1))


def sql_under_a_savepoint(connection, sql):
    """Write in SQL under a savepoint of the session's, and close."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        session.execute(sa.text(sql)).close()


def update_behind_a_query(connection):
    """Write by a statement whose first word is WITH."""
    sql = "WITH n AS (SELECT 1 AS one) UPDATE bills SET credits = one FROM n WHERE credits = 0"
    sql_under_a_savepoint(connection, f"{sql} AND out_trade_no = '20881'")


def insert_and_return(connection):
    """Write by a statement that returns rows."""
    sql_under_a_savepoint(connection, "INSERT INTO receipts VALUES (1, '20881') RETURNING id")


def close_behind_a_savepoint(connection):
    """Commit a part of it alone, and close."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        with session.begin_nested():
            session.execute(sa.update(Bill).values(credits=1))
        with session.begin_nested():
            session.get_one(Bill, "20881")


def commit_then_add(connection):
    """Commit the one, and forget the other."""
    with Session(connection) as session:
        session.add(Receipt(out_trade_no="20881"))
        session.commit()
        session.add(Receipt(out_trade_no="20881"))


LOST = [
    add,
    change,
    add_behind_a_query,
    change_and_forget,
    delete,
    close_a_savepoint,
    update_behind_a_query,
    insert_and_return,
    close_behind_a_savepoint,
    commit_then_add,
]


@pytest.mark.parametrize("lose", LOST)
def test_work_that_nobody_committed(handle, engine, inbox, lose):
    """The handler broke, in words that name the remedy; nothing is kept."""
    with pytest.raises(HandlerBroke, match=r"call the session's commit\(\), or .* SessionStore"):
        handle(lambda payment, connection: lose(connection))
    assert (receipts(engine), credits_of(engine), inbox.latest()) == ([], 0, [])


def commit(connection):
    """Commit the session's part."""
    with Session(connection) as session:
        session.add(Receipt(out_trade_no="20881"))
        session.get_one(Bill, "20881").credits += 1
        session.commit()


def begin(connection):
    """Have a block commit."""
    with Session(connection) as session, session.begin():
        session.add(Receipt(out_trade_no="20881"))
        session.get_one(Bill, "20881").credits += 1


def change_ones_mind(connection):
    """Take an object out again, undo a part, and commit the rest."""
    with Session(connection) as session:
        unwanted = Receipt(out_trade_no="20882")
        session.add(unwanted)
        session.expunge(unwanted)
        with session.begin_nested() as nested:
            session.add(Receipt(out_trade_no="20882"))
            session.flush()
            nested.rollback()
        session.add(Receipt(out_trade_no="20881"))
        session.get_one(Bill, "20881").credits += 1
        session.commit()


def read_after_the_commit(connection):
    """Commit under a savepoint, and read again."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        session.add(Receipt(out_trade_no="20881"))
        session.get_one(Bill, "20881").credits += 1
        session.commit()
        session.get_one(Bill, "20881")


@pytest.mark.parametrize("work", [commit, begin, change_ones_mind, read_after_the_commit])
def test_work_that_was_committed(handle, engine, work):
    """A session that commits may be closed."""
    assert handle(lambda payment, connection: work(connection)) is Outcome.HANDLED
    assert (receipts(engine), credits_of(engine)) == (["20881"], 1)


def test_work_lost_behind_a_payment_inside(handle, inbox):
    """A handler that has handled another payment on its connection is watched as before."""

    def forgetting(payment, connection):
        inbox.handle(notification("20882"), lambda *_: None, connection=connection)
        add(connection)

    with pytest.raises(HandlerBroke, match="SessionStore"):
        handle(forgetting)


def test_session_that_only_reads(handle, engine):
    """A session that was read from may be closed, and one that found nothing to change."""

    def reading(payment, connection):
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            bill = session.get_one(Bill, "20881")
            bill.credits = 0
            session.execute(sa.update(Bill).filter_by(out_trade_no="none").values(credits=1))
        connection.execute(sa.text(CREDIT.format("20881")))

    assert handle(reading) is Outcome.HANDLED
    assert credits_of(engine) == 1


def test_session_of_the_callers(engine, inbox):
    """A session that the caller had before is the caller's to commit."""
    with engine.connect() as connection, Session(connection) as session:
        session.add(Receipt(out_trade_no="20882"))
        outcome = inbox.handle(notification(), lambda *_: None, connection=connection)
        session.commit()
    assert outcome is Outcome.HANDLED


def test_error_that_is_raised(handle):
    """The handler's own error arrives, whatever a session lost by it."""

    def refusing(payment, connection):
        add(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        handle(refusing)


def test_sessions_elsewhere_are_left_alone(engine, inbox):
    """A session that isn't on the handler's connection may throw away what it likes."""

    def elsewhere(payment, connection):
        with Session(engine) as session:
            session.add(Receipt(out_trade_no="20881"))
        with Session(connection.engine) as session:
            session.get_one(Bill, "20881").credits += 1
        kept.append(Session(engine))
        kept[0].add(Receipt(out_trade_no="20881"))

    kept = []
    assert inbox.handle(notification(), elsewhere) is Outcome.HANDLED


def test_no_listener_stays(engine, inbox):
    """A session that outlives the handler isn't watched any longer."""
    kept = []

    def keeping(payment, connection):
        session = Session(connection)
        session.get_one(Bill, "20881")
        assert event.contains(session, "after_commit", kept.append) is False
        kept.append(session)

    with engine.connect() as connection:
        inbox.handle(notification(), keeping, connection=connection)
        assert not [*connection.dispatch.after_cursor_execute]
        assert not [*connection.dispatch.rollback_savepoint]
    (session,) = kept
    assert not [*session.dispatch.after_commit]
    assert not [*session.dispatch.persistent_to_detached]


@pytest.mark.parametrize("school", ["postgresql"], indirect=True)
async def test_async_session(school, own):
    """An AsyncSession is no other."""

    async def forgetting(payment, connection):
        async with AsyncSession(bind=connection) as session:
            (await session.get_one(Bill, "20881")).credits += 1

    with pytest.raises(HandlerBroke, match="SessionStore"):
        await school.inbox.handle(notification(), forgetting, connection=own)
    assert await school.credits() == 0
