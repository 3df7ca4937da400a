"""Cancelled while it is being committed: what was committed counts as handled."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from zhixiao_async.notify import Counts, Outcome
from zhixiao_async.store import guarded

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
    assert school.inbox.counts == Counts(handled=1)
    assert [one.split()[1] for one in caplog.messages] == ["outcome=handled"]
    assert (await school.credits(), await school.inbox.handle(notification(), handler)) == (
        1,
        Outcome.DUPLICATE,
    )


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_sqlite(school, monkeypatch, caplog):
    """The thread carries the commit out, and the delivery is told of it."""
    loop, committing, commit = asyncio.get_running_loop(), asyncio.Event(), guarded.commit

    def announced(opened):
        if opened[0].total_changes:
            loop.call_soon_threadsafe(committing.set)
        commit(opened)

    monkeypatch.setattr(guarded, "commit", announced)
    await cancelled(school, school.credit, committing, caplog)


@pytest.mark.parametrize("school", ["postgresql"], indirect=True)
async def test_postgresql(school, caplog):
    """A commit that takes its time isn't cut short."""
    for statement in DEFERRED:
        await school.execute(statement)
    committing = asyncio.Event()

    async def credit(payment, connection):
        await school.credit(payment, connection)
        await connection.execute(sa.text("INSERT INTO marks VALUES (1)"))
        sa.event.listen(connection.sync_connection, "commit", lambda _: committing.set(), once=True)

    await cancelled(school, credit, committing, caplog)
