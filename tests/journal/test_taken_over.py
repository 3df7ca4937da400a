"""How long resume() leaves an entry to a sender that may still be at work on it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from zhixiao_async import Verdict
from zhixiao_async.journal import State, resuming
from zhixiao_async.store import clock
from zhixiao_async.store.clock import DatabaseClock

from .conftest import states, written

OPEN, NOT_SENT = State.OPEN, State.NOT_SENT


@pytest.fixture
def resumed(monkeypatch, small, sqlite, paid):
    """Resumes an entry of some age that nobody has sent: what it says, and how long it slept."""
    waited: list[float] = []

    async def sleep(seconds):
        waited.append(seconds)

    async def resume(age, **options):
        elapsed = 0.0
        monkeypatch.setattr(sqlite, "clock", DatabaseClock())
        monkeypatch.setattr(clock, "moment", lambda: elapsed)
        monkeypatch.setattr(resuming, "moment", lambda: 0.0)
        entry = await written(small, paid)
        elapsed = max(age, 0.0)  # that the database's clock is set back takes no time
        now = entry.sent_at + timedelta(seconds=age)
        monkeypatch.setattr(sqlite, "now", lambda _: asyncio.sleep(0, now))
        monkeypatch.setattr(small, "_sleep", sleep)
        [one] = await small.resume(**options)
        return one, waited

    return resume


@pytest.mark.parametrize(
    ("age", "slept"),
    [(-60, [15]), (0, [15]), (5, [10]), (14.5, [0.5]), (15, []), (20, [])],
)
async def test_time_until_the_first_look(small, resumed, age, slept):
    """So long it is the sender's, counted from when it was written down."""
    one, waited = await resumed(age)
    assert (one.entry.state, waited) == (NOT_SENT, slept)
    assert await states(small) == {"r1": NOT_SENT}


@pytest.mark.parametrize(
    ("seconds", "state", "verdict", "said"),
    [
        (14.9, OPEN, Verdict.UNKNOWN, "may be on its way"),
        (15, NOT_SENT, Verdict.NOT_APPLIED, "never sent"),
    ],
)
async def test_time_that_is_not_there(resumed, seconds, state, verdict, said):
    """It isn't taken over, and nobody waits in vain, where the time is up before."""
    one, waited = await resumed(0, timeout=seconds)
    assert (one.entry.state, one.settlement.verdict) == (state, verdict)
    assert said in one.settlement.explanation
    assert waited == ([] if state is OPEN else [15])
