"""The journal goes by its database's clock, and says so where an entry's time can't be."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.support.clocks import set_wall_clock
from zhixiao_async import BEIJING, Verdict
from zhixiao_async.journal import State

from .conftest import QUICK, REFUND, lost, part, states

DAY = timedelta(days=1)


@pytest.mark.parametrize("step", [DAY, -DAY], ids=["ahead", "behind"])
async def test_machine_whose_clock_is_wrong(monkeypatch, gateway, journal, paid, step):
    """A wrong wall clock neither dates an entry nor concludes too early or too late."""
    gateway.faults.reset_before(path=REFUND, times=1)
    set_wall_clock(monkeypatch, step)
    error = await lost(journal.order_refund(part()))
    [entry] = await journal.entries()
    assert abs(entry.sent_at - datetime.now(BEIJING)) < timedelta(minutes=5)
    again = await lost(journal.order_refund(part()))
    assert max(error.age(), again.age()) < 300
    set_wall_clock(monkeypatch, -step)
    await journal.resume(pace=QUICK, timeout=4900)
    assert await states(journal) == {"r1": State.OPEN}
    await journal.resume(pace=QUICK, timeout=5000)
    assert await states(journal) == {"r1": State.NOT_APPLIED}


@pytest.fixture
def set_clock(monkeypatch, store):
    """Return a function that sets the database's clock forward by some hours."""
    read = type(store).now

    def put_forward(hours):
        async def now(self, own):
            return await read(self, own) + timedelta(hours=hours)

        monkeypatch.setattr(type(store), "now", now)

    return put_forward


@pytest.mark.parametrize("hours", [2, 48])
async def test_database_whose_clock_is_set(set_clock, gateway, opened, journal, store, paid, hours):
    """A refund is no older than this process knows, by any journal of it."""
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(journal.order_refund(part()))
    set_clock(hours)
    again = await lost(journal.order_refund(part()))
    assert again.age() < 300
    for resuming in (journal, await opened(store)):
        [resumed] = await resuming.resume(pace=QUICK, timeout=4800)
        assert (resumed.entry.state, resumed.resolution.verdict) == (State.OPEN, Verdict.UNKNOWN)
    await journal.resume(pace=QUICK, timeout=5000)
    assert await states(journal) == {"r1": State.NOT_APPLIED}


async def test_sent_after_the_clock_was_set(set_clock, gateway, journal, paid):
    """An entry is resolved in its own time, whatever step the clock made before."""
    await journal.resume(pace=QUICK)
    set_clock(2)
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(journal.order_refund(part()))
    await journal.resume(pace=QUICK, timeout=5000)
    assert await states(journal) == {"r1": State.NOT_APPLIED}


@pytest.mark.parametrize(
    ("minutes", "state"), [(14, State.NOT_APPLIED), (16, State.OPEN), (1440, State.OPEN)]
)
async def test_entry_dated_ahead(gateway, small, paid, minutes, state):
    """An entry dated far ahead stays open, keeps nobody waiting and holds up no other."""
    gateway.faults.reset_before(path=REFUND, times=2)
    for number in ("r1", "r2"):
        await lost(small.order_refund(part(number, fee=100 + int(number[1:]))))
    table = small._table
    [entry] = [entry for entry in await small.entries() if entry.number == "r2"]
    ahead = entry.sent_at + timedelta(minutes=minutes)
    await table._write(entry.key, {"sent_at": ahead.isoformat()})
    async with asyncio.timeout(20):
        resumed = await small.resume(pace=QUICK)
    assert await states(small) == {"r1": State.NOT_APPLIED, "r2": state}
    last = resumed[-1].resolution
    if state is State.OPEN:
        assert last.verdict is Verdict.UNKNOWN
        assert "ahead of the database's clock" in last.explanation
