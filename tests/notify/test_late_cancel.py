"""A delivery that is cancelled during its commit counts as handled once that has succeeded."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import async_sessionmaker

from zhixiao_async.notify import DeliveryMetrics, Inbox, Outcome, SQLiteStore
from zhixiao_async.store.sql import SessionStore

from .conftest import notification

DEFERRED = [
    "CREATE TABLE marks (n INTEGER)",
    "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON marks"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slowly()",
]


async def cancelled(school, handler, committing: asyncio.Event, caplog):
    """Cancel a delivery once its commit has begun; the cancellation comes out."""
    caplog.set_level("INFO", "zhixiao.notify")
    handling = asyncio.create_task(school.inbox.handle(notification(), handler))
    await committing.wait()
    handling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handling
    assert school.inbox.counts == DeliveryMetrics(handled=1)
    assert [message.split()[1] for message in caplog.messages] == ["outcome=handled"]
    assert (await school.credits(), await school.inbox.handle(notification(), handler)) == (
        1,
        Outcome.DUPLICATE,
    )


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_sqlite(school, tmp_path, caplog):
    """A commit in SQLite's thread succeeds, and the delivery counts as handled."""
    loop, committing = asyncio.get_running_loop(), asyncio.Event()

    class Announcing(sqlite3.Connection):
        def execute(self, sql, *values):
            if sql == "COMMIT" and self.total_changes:
                loop.call_soon_threadsafe(committing.set)
            return super().execute(sql, *values)

    def connect():
        path = tmp_path / "school.db"
        return sqlite3.connect(path, check_same_thread=False, factory=Announcing)

    school.inbox = Inbox(SQLiteStore(connect))
    await cancelled(school, school.credit, committing, caplog)


@pytest.mark.parametrize("school", ["postgresql"], indirect=True)
async def test_postgresql(school, caplog):
    """A commit that takes its time on PostgreSQL isn't cut short."""
    for statement in DEFERRED:
        await school.execute(statement)
    committing = asyncio.Event()

    async def credit(payment, connection):
        await school.credit(payment, connection)
        await connection.execute(sa.text("INSERT INTO marks VALUES (1)"))
        sa.event.listen(connection.sync_connection, "commit", lambda _: committing.set(), once=True)

    await cancelled(school, credit, committing, caplog)


@pytest.mark.parametrize("school", ["postgresql"], indirect=True)
async def test_session(school, caplog):
    """A session's commit is no other."""
    for statement in DEFERRED:
        await school.execute(statement)
    committing = asyncio.Event()

    async def credit(payment, session):
        await school.credit(payment, session)
        await session.execute(sa.text("INSERT INTO marks VALUES (1)"))
        connection = (await session.connection()).sync_connection
        sa.event.listen(connection, "commit", lambda _: committing.set(), once=True)

    school.inbox = Inbox(SessionStore(async_sessionmaker(school.begin().engine)))
    await cancelled(school, credit, committing, caplog)
