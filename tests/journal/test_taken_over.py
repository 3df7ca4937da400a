"""The time that resume() leaves an entry to a sender that may still be at work on it."""

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
    """Return a function that resumes an unsent entry of some age, and how long that slept."""
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
        [result] = await small.resume(**options)
        return result, waited

    return resume


@pytest.mark.parametrize(
    ("age", "slept"),
    [(-60, [15]), (0, [15]), (5, [10]), (14.5, [0.5]), (15, []), (20, [])],
)
async def test_time_until_the_first_probe(small, resumed, age, slept):
    """An entry is its sender's until the first probe, counted from when it was written."""
    result, waited = await resumed(age)
    assert (result.entry.state, waited) == (NOT_SENT, slept)
    assert await states(small) == {"r1": NOT_SENT}


@pytest.mark.parametrize(
    ("seconds", "state", "verdict", "said"),
    [
        (14.9, OPEN, Verdict.UNKNOWN, "may be on its way"),
        (15, NOT_SENT, Verdict.NOT_APPLIED, "never sent"),
    ],
)
async def test_time_that_is_not_there(resumed, seconds, state, verdict, said):
    """An entry isn't taken over, and nobody waits in vain, if the time is up before."""
    result, waited = await resumed(0, timeout=seconds)
    assert (result.entry.state, result.resolution.verdict) == (state, verdict)
    assert said in result.resolution.explanation
    assert waited == ([] if state is OPEN else [15])
