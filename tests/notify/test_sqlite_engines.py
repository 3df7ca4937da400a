"""SQLite through SQLAlchemy: one transaction for the handler's work and the row, as elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

from zhixiao_async import HandlerBroke, InvalidRequest
from zhixiao_async.notify import Outcome
from zhixiao_async.store.sql_sqlite import begin
from zhixiao_sync.notify import Inbox
from zhixiao_sync.store.sql import SessionStore, SQLStore

from .conftest import BILLS, CREDIT, notification


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Found a school in a file; return its URL."""
    with sqlite3.connect(tmp_path / "school.db") as books:
        books.execute(BILLS)
        books.execute("INSERT INTO bills VALUES ('20881', 0), ('20882', 0)")
    books.close()
    return f"sqlite:///{tmp_path / 'school.db'}"


def as_it_is(url: str) -> sa.Engine:
    """Make an engine whose driver begins with the first statement that writes."""
    return sa.create_engine(url)


def begins_itself(url: str) -> sa.Engine:
    """Make an engine that begins each transaction, as SQLAlchemy's manual shows."""
    engine = sa.create_engine(url)

    @sa.event.listens_for(engine, "connect")
    def connect(driver, _):
        driver.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN")

    return engine


@pytest.fixture(params=[as_it_is, begins_itself])
def engine(request: pytest.FixtureRequest, url: str) -> Iterator[sa.Engine]:
    """Return an engine of each kind."""
    engine = request.param(url)
    yield engine
    engine.dispose()


@pytest.fixture
def inbox(engine: sa.Engine) -> Inbox[sa.Connection]:
    """Make an inbox with its table."""
    inbox = Inbox(SQLStore(engine, wait=6))
    inbox.create_table()
    return inbox


def credit(payment: Any, connection: sa.Connection) -> None:
    """Credit the bill."""
    connection.execute(sa.text(CREDIT.format(payment.out_trade_no)))


def credits_of(engine: sa.Engine) -> int:
    """Return how often the bill was credited, as others see it."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT credits FROM bills WHERE out_trade_no='20881'"))
        return int(rows.scalar_one())


def test_payment_once(engine, inbox):
    """Threads that deliver at once wait for each other, and the bill is credited once."""
    outcomes: list[Outcome] = []

    def deliver() -> None:
        outcomes.append(inbox.handle(notification(), credit))

    threads = [Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.DUPLICATE] * 3 + [Outcome.HANDLED]
    assert (credits_of(engine), len(inbox.latest())) == (1, 1)


def test_file_that_both_kinds_of_stores_use(tmp_path, engine, inbox):
    """What one has handled is a duplicate for the other, whichever made the table."""
    plain = Inbox(tmp_path / "school.db")
    plain.create_table()
    assert inbox.handle(notification(), credit) is Outcome.HANDLED
    assert plain.handle(notification(), lambda *_: None) is Outcome.DUPLICATE
    assert plain.handle(notification("20882"), lambda *_: None) is Outcome.HANDLED
    assert inbox.handle(notification("20882"), credit) is Outcome.DUPLICATE


def commit(connection):
    """Commit by a statement."""
    connection.exec_driver_sql("/* END */ COMMIT")


def commit_by_method(connection):
    """Commit by the connection's method."""
    connection.commit()


def roll_back(connection):
    """Roll back by the connection's method."""
    connection.rollback()


def roll_back_by_sqlite(connection):
    """Have SQLite undo all, and go on."""
    with suppress(sa.exc.IntegrityError):
        connection.exec_driver_sql("INSERT OR ROLLBACK INTO bills VALUES ('20881', 5)")
    connection.exec_driver_sql(CREDIT.format("20881"))


@pytest.mark.parametrize("end", [commit, commit_by_method, roll_back, roll_back_by_sqlite])
@pytest.mark.parametrize("own", [True, False], ids=["caller's", "inbox's"])
def test_end_of_the_transaction(engine, inbox, end, own):
    """A handler can't end it and succeed, and nothing is kept."""

    def ending(payment, connection):
        credit(payment, connection)
        end(connection)

    with engine.connect() as connection, pytest.raises((HandlerBroke, RuntimeError)):
        inbox.handle(notification(), ending, connection=connection if own else None)
    assert (credits_of(engine), inbox.latest()) == (0, [])
    assert inbox.handle(notification(), credit) is Outcome.HANDLED


@pytest.mark.parametrize("commits", [True, False])
def test_connection_of_the_caller(engine, inbox, commits):
    """All is part of the caller's transaction, though nothing but a query came before."""
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT * FROM bills")).all()
        assert inbox.handle(notification(), credit, connection=connection) is Outcome.HANDLED
        if commits:
            connection.commit()
    assert (credits_of(engine), len(inbox.latest())) == (commits, commits)


def test_reader_leaves_its_connection_as_it_was(engine, inbox):
    """A connection that has only read goes back to the pool as one that writes."""
    inbox.latest()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar_one() == 0
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 5000
        connection.exec_driver_sql("DELETE FROM bills")


def test_wait_for_another_writer(url, engine, inbox):
    """A transaction gives up after the store's own wait, and then nothing is kept."""
    hasty = Inbox(SQLStore(as_it_is(url), wait=0.05))
    with engine.connect() as connection:
        connection.exec_driver_sql(CREDIT.format("20882"))
        with pytest.raises(sa.exc.OperationalError, match="locked"):
            hasty.handle(notification(), credit)
    assert hasty.handle(notification(), credit) is Outcome.HANDLED
    hasty.awaited.store._sync_engine.dispose()  # type: ignore[attr-defined]


@pytest.mark.parametrize("store", [SQLStore, lambda engine: SessionStore(sessionmaker(engine))])
@pytest.mark.parametrize(
    "made",
    [
        lambda: sa.create_engine("sqlite://"),
        lambda: sa.create_engine("sqlite:///"),
        lambda: sa.create_engine("sqlite:///:memory:"),
        lambda: sa.create_engine(
            "sqlite:///file:x?mode=memory&cache=shared&uri=true", poolclass=sa.QueuePool
        ),
        lambda: sa.create_engine("sqlite:///school.db", poolclass=sa.StaticPool),
    ],
)
def test_database_in_memory(store, made):
    """A database in memory, and a connection for all, are refused when the store is made."""
    with pytest.raises(InvalidRequest, match="must be of a SQLite file"):
        store(made())


def test_autocommit(url):
    """AUTOCOMMIT is refused, before anything is written."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with pytest.raises(InvalidRequest, match="AUTOCOMMIT"):
        Inbox(SQLStore(engine)).create_table()
    engine.dispose()


def test_autocommit_of_the_driver(url):
    """So is Python 3.12's own: its commit() would do nothing, and say nothing."""
    engine = sa.create_engine(url)
    with engine.connect() as own:
        driver = SimpleNamespace(autocommit=True, in_transaction=True)
        connection = SimpleNamespace(
            in_transaction=lambda: True, connection=SimpleNamespace(driver_connection=driver)
        )
        with pytest.raises(InvalidRequest, match="AUTOCOMMIT"):
            begin(connection, 1, writes=True)  # type: ignore[arg-type]
        begin(own, 1, writes=True)
    engine.dispose()
