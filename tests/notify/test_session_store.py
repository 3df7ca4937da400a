"""A sessionmaker's store: the handler gets a session, and the inbox flushes and commits it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from zhixiao_async import HandlerBroke, InvalidRequest
from zhixiao_async.notify import Outcome
from zhixiao_sync.notify import Inbox
from zhixiao_sync.store.sql import SessionStore, SQLStore, engine_for

from .conftest import notification
from .orm import Base, Bill, Receipt, found_on, receipt, receipts


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """Found a school on each database."""
    url = f"sqlite:///{tmp_path / 'school.db'}"
    if request.param != "sqlite":
        url = request.getfixturevalue(f"{request.param}_url")
    engine = sa.create_engine(url)
    found_on(engine)
    yield engine
    engine.dispose()


def inbox_of(sessions: Any) -> Inbox[Any]:
    """Make an inbox on a sessionmaker, with its table."""
    inbox = Inbox(SessionStore(sessions, wait=5))
    inbox.create_table()
    return inbox


def credit(payment, session):
    """Add to the ledger, and to the bill; the inbox flushes and commits."""
    session.add(receipt(payment))
    session.get_one(Bill, payment.out_trade_no).credits += 1


def credits_of(engine: sa.Engine, number: str = "20881") -> int:
    """Return how often a bill was credited, as others see it."""
    with engine.connect() as connection:
        return connection.scalars(sa.select(Bill.credits).filter_by(out_trade_no=number)).one()


def nothing_kept(engine: sa.Engine, inbox: Inbox[Any]) -> None:
    """Check that the next delivery is the first one again."""
    assert (receipts(engine), credits_of(engine), inbox.find("7", "1720881")) == ([], 0, None)
    assert inbox.handle(notification(), credit) is Outcome.HANDLED
    assert (receipts(engine), credits_of(engine)) == (["20881"], 1)


@pytest.mark.parametrize("options", [{}, {"autoflush": False}, {"autobegin": False}], ids=str)
def test_pending_work_is_committed_with_the_row(engine, options):
    """What a handler adds and changes is flushed and committed, whatever the session's options."""
    inbox = inbox_of(sessionmaker(engine, **options))
    assert inbox.handle(notification(), credit) is Outcome.HANDLED
    assert inbox.handle(notification(), credit) is Outcome.DUPLICATE
    assert (receipts(engine), credits_of(engine)) == (["20881"], 1)
    assert inbox.latest()[0].payment.user_name == "张三"


def test_handlers_error_undoes_all(engine):
    """A handler that raises leaves neither its work nor the row."""
    inbox = inbox_of(sessionmaker(engine))

    def refusing(payment, session):
        credit(payment, session)
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        inbox.handle(notification(), refusing)
    nothing_kept(engine, inbox)


def test_flush_that_fails(engine):
    """An error of the inbox's flush is the handler's, and shows no payer's name."""
    inbox = inbox_of(sessionmaker(engine))

    def invalid(payment, session):
        session.add(receipt(payment, payer=payment.user_name))
        session.add(Bill(out_trade_no="20882", credits=payment.user_name))

    with pytest.raises(sa.exc.StatementError) as caught:
        inbox.handle(notification(), invalid)
    assert "张三" not in str(caught.value).partition("[SQL")[2]
    nothing_kept(engine, inbox)


BROKEN = (HandlerBroke, RuntimeError, sa.exc.InvalidRequestError)
SAID = "ended or broken|must not|closed transaction"


def test_autoflush_that_fails(engine):
    """So does an error of a flush within the handler, whatever it is raised as."""
    inbox = inbox_of(sessionmaker(engine))

    def invalid(payment, session):
        session.add(receipt(payment, payer=payment.user_name))
        session.add(Bill(out_trade_no="20882"))
        try:
            session.get_one(Bill, "20883")
        except sa.exc.IntegrityError as error:
            raise LookupError("no such bill") from error

    with pytest.raises(LookupError) as caught:
        inbox.handle(notification(), invalid)
    assert "张三" not in "".join(traceback.format_exception(caught.value))
    nothing_kept(engine, inbox)


def commit(session):
    """Commit the inbox's transaction."""
    session.commit()


def commit_in_sql(session):
    """Commit it by a statement."""
    session.execute(sa.text("COMMIT"))


def roll_back(session):
    """Roll it back."""
    session.rollback()


def close(session):
    """Close its session."""
    session.close()


def go_on_after_a_rollback(session):
    """Commit a credit without the row."""
    session.rollback()
    session.add(Receipt(out_trade_no="20881"))
    session.commit()


def try_again_after_a_rollback(session):
    """Commit a credit without the row, whatever is said."""
    session.rollback()
    for _ in range(2):
        try:
            session.add(Receipt(out_trade_no="20881"))
            session.commit()
        except Exception:
            continue


def swallow_an_error(session):
    """Take no notice of a flush that failed."""
    session.add(Bill(out_trade_no="20882"))
    try:
        session.flush()
    except sa.exc.IntegrityError:
        session.add(Receipt(out_trade_no="20881"))


@pytest.mark.parametrize(
    "mistake",
    [
        commit,
        commit_in_sql,
        roll_back,
        close,
        go_on_after_a_rollback,
        try_again_after_a_rollback,
        swallow_an_error,
    ],
)
def test_end_of_the_session(engine, mistake):
    """A handler that ends the session's transaction is no success, and nothing is kept."""
    inbox = inbox_of(sessionmaker(engine))

    def careless(payment, session):
        credit(payment, session)
        mistake(session)

    with pytest.raises(BROKEN, match=SAID):
        inbox.handle(notification(), careless)
    nothing_kept(engine, inbox)


@pytest.mark.parametrize("closed", [True, False])
def test_savepoint_of_the_handlers_own(engine, closed):
    """A savepoint of the handler's own may be rolled back, and one left open is kept."""
    inbox = inbox_of(sessionmaker(engine))

    def careful(payment, session):
        with suppress(sa.exc.IntegrityError), session.begin_nested():
            session.add(Bill(out_trade_no="20882"))
        nested = session.begin_nested()
        credit(payment, session)
        if closed:
            nested.commit()

    assert inbox.handle(notification(), careful) is Outcome.HANDLED
    assert (receipts(engine), credits_of(engine)) == (["20881"], 1)


def test_payment_inside_another(engine):
    """A handler may handle another payment in its session, and survive that one's refusal."""
    inbox = inbox_of(sessionmaker(engine))

    def refusing(payment, session):
        credit(payment, session)
        raise ZeroDivisionError

    def crediting_both(payment, session):
        credit(payment, session)
        with suppress(ZeroDivisionError):
            inbox.handle(notification("20882"), refusing, connection=session)
        assert inbox.handle(notification("20882"), credit, connection=session) is Outcome.HANDLED

    assert inbox.handle(notification(), crediting_both) is Outcome.HANDLED
    assert receipts(engine) == ["20881", "20882"]
    assert (credits_of(engine), credits_of(engine, "20882"), len(inbox.latest())) == (1, 1, 2)


def test_session_of_the_caller(engine):
    """In the caller's session all is a savepoint of the transaction that the caller commits."""
    sessions = sessionmaker(engine)
    inbox = inbox_of(sessions)
    with sessions() as session:
        session.add(Receipt(out_trade_no="20882"))
        assert inbox.handle(notification(), credit, connection=session) is Outcome.HANDLED
        assert inbox.handle(notification(), credit, connection=session) is Outcome.DUPLICATE
        session.rollback()
    assert (receipts(engine), inbox.find("7", "1720881")) == ([], None)
    with sessions.begin() as session:
        session.add(Receipt(out_trade_no="20882"))
        inbox.handle(notification(), credit, connection=session)
    assert receipts(engine) == ["20882", "20881"]


def test_error_in_a_session_of_the_caller(engine):
    """Only the handler's part is undone, and the caller's session goes on."""
    sessions = sessionmaker(engine)
    inbox = inbox_of(sessions)

    def refusing(payment, session):
        credit(payment, session)
        raise ZeroDivisionError

    with sessions.begin() as session:
        session.add(Receipt(out_trade_no="20882"))
        with pytest.raises(ZeroDivisionError):
            inbox.handle(notification(), refusing, connection=session)
    assert receipts(engine) == ["20882"]


@pytest.mark.parametrize("mistake", [commit, roll_back, close, go_on_after_a_rollback])
def test_end_of_a_session_of_the_caller(engine, mistake):
    """A handler can't end the caller's transaction and succeed."""
    sessions = sessionmaker(engine)
    inbox = inbox_of(sessions)

    def careless(payment, session):
        credit(payment, session)
        mistake(session)

    with sessions() as session:
        with pytest.raises(BROKEN, match=SAID):
            inbox.handle(notification(), careless, connection=session)
        session.rollback()
    nothing_kept(engine, inbox)


def test_scoped_session(engine):
    """The scope's session is the handler's own meanwhile, and afterwards the one from before."""
    scoped = scoped_session(sessionmaker(engine))
    inbox = inbox_of(scoped)
    mine = scoped()

    def crediting(payment, session):
        assert scoped() is session is not mine
        scoped.add(receipt(payment))

    assert inbox.handle(notification(), crediting) is Outcome.HANDLED
    assert scoped() is mine
    scoped.remove()
    assert inbox.handle(notification("20882"), crediting) is Outcome.HANDLED
    assert not scoped.registry.has()
    assert receipts(engine) == ["20881", "20882"]


def test_session_that_finds_its_engine_itself(engine):
    """A session class may find its engine as it likes, so long as it stays on it."""

    class Finding(Session):
        def get_bind(self, *_, **__):
            return engine

    inbox = inbox_of(sessionmaker(class_=Finding))
    assert inbox.handle(notification(), credit) is Outcome.HANDLED
    assert inbox_of(sessionmaker(binds={Base: engine})).find("7", "1720881") is not None


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_session_that_goes_to_another_engine(engine, request):
    """Work in another database isn't undone with the rest: it is refused, once and again."""
    other = sa.create_engine(engine.url)

    class Wandering(Session):
        def get_bind(self, mapper=None, **_):
            return other if mapper is not None else engine

    inbox = inbox_of(sessionmaker(class_=Wandering))

    def wandering(payment, session):
        for _ in range(2):
            with pytest.raises(RuntimeError, match="must not"):
                session.execute(sa.insert(Receipt), {"out_trade_no": "20881"})

    with pytest.raises(RuntimeError, match="must not"):
        inbox.handle(notification(), wandering)
    nothing_kept(engine, inbox_of(sessionmaker(engine)))
    other.dispose()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_session_in_a_test_of_the_users(engine):
    """A suite that rolls back one connection after each test binds its sessions to that."""
    inbox_of(sessionmaker(engine))
    with engine.connect() as connection:
        outer = connection.begin()
        inbox = Inbox(
            SessionStore(sessionmaker(connection, join_transaction_mode="create_savepoint"))
        )
        assert inbox.handle(notification(), credit) is Outcome.HANDLED
        assert inbox.handle(notification(), credit) is Outcome.DUPLICATE
        outer.rollback()
    assert (receipts(engine), inbox_of(sessionmaker(engine)).latest()) == ([], [])


PSYCOPG = "postgresql+psycopg://"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Session(), "sessions must be a SQLAlchemy sessionmaker.*Session"),
        (lambda: sa.create_engine(PSYCOPG), "sessions must be a SQLAlchemy sessionmaker"),
        (lambda: sessionmaker(sa.create_engine(PSYCOPG), twophase=True), "must not have twophase"),
        (
            lambda: sessionmaker(
                binds={Bill: sa.create_engine(PSYCOPG), Receipt: sa.create_engine(PSYCOPG)}
            ),
            "must have one engine",
        ),
    ],
)
def test_what_is_no_sessionmaker_for_an_inbox(made, said):
    """What can't hold a credit and its row together is refused when the store is made."""
    with pytest.raises(InvalidRequest, match=said):
        SessionStore(made())


def test_engine_of_an_event_loop():
    """An async engine is refused in words that say where it belongs."""
    with pytest.raises(InvalidRequest, match="engine must be of a sync driver"):
        SQLStore(create_async_engine("postgresql+asyncpg://"))
    with pytest.raises(InvalidRequest, match="url must be of a sync driver"):
        engine_for("postgresql+asyncpg://")
    assert SQLStore(engine_for(PSYCOPG)).blocking


def test_session_without_an_engine():
    """A sessionmaker may be given its engine later, but before the first transaction."""
    with pytest.raises(InvalidRequest, match="sessions must have an engine"):
        Inbox(SessionStore(sessionmaker())).create_table()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_autocommit(engine):
    """An engine in AUTOCOMMIT is refused before anything is written."""
    inbox = inbox_of(sessionmaker(engine))
    loose = sa.create_engine(engine.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with pytest.raises(InvalidRequest, match="AUTOCOMMIT"):
        Inbox(SessionStore(sessionmaker(loose))).handle(notification(), credit)
    nothing_kept(engine, inbox)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_connection_of_another_kind(engine):
    """A scoped_session or a connection is no session: the error says what is."""
    scoped = scoped_session(sessionmaker(engine))
    inbox = inbox_of(scoped)
    for wrong in scoped, engine:
        with pytest.raises(InvalidRequest, match="connection must be a SQLAlchemy Session"):
            inbox.handle(notification(), credit, connection=wrong)
