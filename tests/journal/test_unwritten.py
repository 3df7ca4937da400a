"""Outcomes that can't be written down: the error of the call says so, and resume finds them."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from zhixiao_async import InvalidRequest, NotSent, OutcomeUnknown, RequestFailed, Verdict
from zhixiao_async.journal import State
from zhixiao_async.store import SQLiteStore

from .conftest import QUICK, lost, part, sent, states


@pytest.fixture
def shut(tmp_path):
    """Return a store whose file can't be opened any more once it is shut."""

    class Shut(SQLiteStore):
        is_shut = False

        def __init__(self):
            def connect():
                file = tmp_path / ("nowhere/shut.db" if self.is_shut else "shut.db")
                return sqlite3.connect(file, check_same_thread=False, cached_statements=0)

            super().__init__(connect)

    return Shut()


async def test_success_that_cannot_be_written(gateway, client, opened, instead, shut, paid):
    """An error says that the refund was made, and resume resolves the open entry."""
    journal, call = await opened(shut), client.call

    async def made(request):
        result = await call(request)
        shut.is_shut = True
        return result

    instead(made)
    error = await lost(journal.order_refund(part()))
    assert "the refund r1 was made, but its entry couldn't be updated" in str(error)
    assert isinstance(error.__cause__, sqlite3.OperationalError)
    assert (error.applied, error.request, error.out_trade_no) == (True, part(), "20881")
    assert 0 <= error.age() < 60
    assert (await error.resolve(client)).verdict is Verdict.APPLIED
    shut.is_shut = False
    assert await states(journal) == {"r1": State.OPEN}
    await journal.resume(pace=QUICK)
    assert (sent(gateway), await states(journal)) == (1, {"r1": State.APPLIED})


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (NotSent("why"), State.NOT_SENT),
        (InvalidRequest("refund_fee", "why"), State.NOT_SENT),
        (RequestFailed(-1, "余额不足"), State.REFUSED),
        (OutcomeUnknown("why", resolve_by="resume", applied=True), State.APPLIED),
    ],
    ids=lambda given: type(given).__name__,
)
async def test_error_that_cannot_be_written(opened, instead, shut, paid, error, state):
    """The error of the call reaches the caller, and says that the entry stays open."""
    journal = await opened(shut)

    async def fail(_):
        shut.is_shut = True
        raise error

    instead(fail)
    with pytest.raises(type(error)) as caught:
        await journal.order_refund(part())
    assert caught.value is error
    [note] = error.__notes__
    assert f"the refund r1 is {state.value}, but its entry couldn't be updated" in note
    shut.is_shut = False
    assert await states(journal) == {"r1": State.OPEN}


async def test_release_that_cannot_be_written(gateway, opened, shut, paid, monkeypatch):
    """The database's error is raised, and nothing is sent."""
    journal, update = await opened(shut), shut.update

    async def fail(*_):
        shut.is_shut = True
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(shut, "update", fail)
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error") as caught:
        await journal.order_refund(part())
    assert "the refund r1 is not sent, but its entry couldn't be" in caught.value.__notes__[0]
    shut.is_shut = False
    monkeypatch.setattr(shut, "update", update)
    assert (sent(gateway), await states(journal)) == (0, {"r1": State.OPEN})


@pytest.mark.parametrize(
    ("refused", "state"), [(True, State.NOT_APPLIED), (False, State.APPLIED)], ids=str
)
async def test_concluded_by_others_meanwhile(
    instead, client, small, opened, sqlite, paid, refused, state
):
    """A success is written whatever others have concluded; a refusal gives way."""
    other, call = await opened(sqlite), client.call

    async def slow(request):
        await other.resume(pace=QUICK)
        if refused:
            raise RequestFailed(-1, "no")
        return await call(request)

    instead(slow)
    await asyncio.gather(small.order_refund(part()), return_exceptions=True)
    assert await states(small) == {"r1": state}


async def test_constraint_of_the_users_own(small, sqlite, paid):
    """The database's own error is raised where it refuses a new entry: nothing is sent."""
    async with sqlite.transaction() as own:
        own.execute("CREATE UNIQUE INDEX once ON zhixiao_journal (order_id)")
    await small.order_refund(part("r1"))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        await small.order_refund(part("r2"))
    assert await states(small) == {"r1": State.APPLIED}
