"""Pre-forked workers, which leave the connections in the parent's pool to the parent."""

from __future__ import annotations

import gc
import os
import signal
import traceback
import weakref

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

from zhixiao_async.store.sql_forks import register, replace_pool_after_fork
from zhixiao_sync.notify import Inbox, Outcome, Payment, Source
from zhixiao_sync.store.sql import SessionStore, SQLStore

CHILDREN, EACH = 3, 40


def credit(payment, connection):
    """Credit a payment in the ledger."""
    connection.execute(sa.text("INSERT INTO ledger VALUES (:number)"), {"number": payment.order_id})


def payment(number: str) -> Payment:
    """Return a payment with this number."""
    return Payment(app_id="7", order_id=number, out_trade_no=number, source=Source.NOTIFICATION)


def forked(inbox: Inbox, child: int) -> int:
    """Fork a worker that handles its share; return its process id."""
    process = os.fork()
    if process:
        return process
    signal.alarm(30)  # on another's socket it may wait for ever
    try:
        for number in range(EACH):
            assert inbox.handle(payment(f"{child}-{number}"), credit) is Outcome.HANDLED
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize(
    ("server", "made"),
    [
        ("postgresql", SQLStore),
        ("mariadb", SQLStore),
        ("postgresql", lambda engine: SessionStore(sessionmaker(engine))),
    ],
)
def test_table_is_created_before_the_fork(server, made, request):
    """Each worker opens connections of its own, and the ledger has all that it handled."""
    engine = sa.create_engine(request.getfixturevalue(f"{server}_url"))
    inbox = Inbox(made(engine))
    inbox.create_table()
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE ledger (order_id VARCHAR(64))"))
    workers = [forked(inbox, child) for child in range(CHILDREN)]
    ended = [os.waitpid(worker, 0)[1] for worker in workers]
    with engine.begin() as connection:
        credited = connection.execute(sa.text("SELECT count(*) FROM ledger")).scalar()
    engine.dispose()
    assert (ended, credited) == ([0] * CHILDREN, CHILDREN * EACH)


@pytest.fixture
def engine():
    pooled = sa.create_engine("sqlite://", poolclass=sa.QueuePool)
    yield pooled
    pooled.dispose()


def test_pool_of_the_process_itself(engine):
    """A process that hasn't forked keeps its pool and the connections in it."""
    pool = engine.pool
    register(engine)
    replace_pool_after_fork(engine)
    assert engine.pool is pool


def test_pool_of_the_parent(engine, monkeypatch):
    """A child makes one pool of its own, and never closes the parent's connections."""
    register(engine)
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
    pool = weakref.ref(engine.pool)
    monkeypatch.setattr("os.getpid", lambda: -1)
    replace_pool_after_fork(engine)
    own = engine.pool
    replace_pool_after_fork(engine)
    gc.collect()
    assert engine.pool is own
    assert pool() not in (None, own)
    assert driver.execute("SELECT 1").fetchone() == (1,)
    driver.close()
