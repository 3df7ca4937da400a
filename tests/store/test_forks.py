"""Pre-forked workers: what the parent's pool holds is left to the parent."""

from __future__ import annotations

import gc
import os
import signal
import traceback
import weakref

import pytest
import sqlalchemy as sa

from zhixiao_async.store.forks import leave_to_parent, remember
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.notify import Inbox, Outcome, Payment, Source

CHILDREN, EACH = 3, 40


def credit(payment, connection):
    connection.execute(sa.text("INSERT INTO ledger VALUES (:one)"), {"one": payment.order_id})


def payment(number: str) -> Payment:
    return Payment(app_id="7", order_id=number, out_trade_no=number, source=Source.NOTIFICATION)


def forked(inbox: Inbox, child: int) -> int:
    """A worker that handles its share; gives its process id."""
    process = os.fork()
    if process:
        return process
    signal.alarm(30)  # on another's socket it may wait for ever
    try:
        for one in range(EACH):
            assert inbox.handle(payment(f"{child}-{one}"), credit) is Outcome.HANDLED
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_table_is_created_before_the_fork(server, request):
    """Each worker opens connections of its own, and whatever it calls handled is in the ledger."""
    engine = sa.create_engine(request.getfixturevalue(f"{server}_url"))
    inbox = Inbox(SQLStore(engine))
    inbox.create_table()
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE ledger (order_id VARCHAR(64))"))
    workers = [forked(inbox, child) for child in range(CHILDREN)]
    ended = [os.waitpid(one, 0)[1] for one in workers]
    with engine.begin() as connection:
        credited = connection.execute(sa.text("SELECT count(*) FROM ledger")).scalar()
    engine.dispose()
    assert (ended, credited) == ([0] * CHILDREN, CHILDREN * EACH)


@pytest.fixture
def engine():
    one = sa.create_engine("sqlite://", poolclass=sa.QueuePool)
    yield one
    one.dispose()


def test_pool_of_the_process_itself(engine):
    """Without a fork it stays, and with it the connections in it."""
    pool = engine.pool
    remember(engine)
    leave_to_parent(engine)
    assert engine.pool is pool


def test_pool_of_the_parent(engine, monkeypatch):
    """A child never says goodbye on the parent's connections; it makes one pool of its own."""
    remember(engine)
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
    pool = weakref.ref(engine.pool)
    monkeypatch.setattr("os.getpid", lambda: -1)
    leave_to_parent(engine)
    own = engine.pool
    leave_to_parent(engine)
    gc.collect()
    assert engine.pool is own
    assert pool() not in (None, own)
    assert driver.execute("SELECT 1").fetchone() == (1,)
    driver.close()
