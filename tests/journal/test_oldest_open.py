"""The oldest open entry, and its age as a scrape finds it later."""

from __future__ import annotations

import pytest

from zhixiao_async.telemetry import open_entries
from zhixiao_async.telemetry.open_entries import note_oldest, oldest_age

from .conftest import ENDLESS, QUICK, REFUND, lost, part


@pytest.fixture(autouse=True)
def unasked(monkeypatch):
    """Have no journal been asked yet, and time move by hand."""
    monkeypatch.setattr(open_entries, "_begun", {})
    now = [1000.0]
    monkeypatch.setattr(open_entries, "moment", lambda: now[0])
    return now


async def test_oldest_open(small, gateway, paid):
    """The entry that was begun first is returned, and none once all are resolved."""
    assert await small.oldest_open() is None
    gateway.faults.reset_before(path=REFUND)
    await lost(small.order_refund(part("R-1")))
    await lost(small.order_refund(part("R-2")))
    oldest = await small.oldest_open()
    assert (oldest.number, oldest.state) == ("R-1", "open")
    await small.resume(pace=QUICK)
    assert await small.oldest_open() is None


async def test_age(small, gateway, paid, unasked):
    """The age goes on growing between two questions, and is 0 while nothing is open."""
    assert oldest_age() is None
    await small.oldest_open()
    assert oldest_age() == 0.0
    gateway.faults.reset_before(path=REFUND)
    await lost(small.order_refund(part()))
    await small.oldest_open()
    assert 0.0 <= oldest_age() < 30.0
    first = oldest_age()
    unasked[0] += 600.0
    assert oldest_age() == pytest.approx(first + 600.0)


async def test_resume_tells_the_age_too(small, gateway, paid):
    """Resuming takes note of what is still open after it."""
    gateway.faults.reset_before(path=REFUND)
    await lost(small.order_refund(part()))
    note_oldest(small.app_id, "zhixiao_journal", 999.0)
    await small.resume(pace=ENDLESS, timeout=0.01)
    assert oldest_age() < 30.0
    await small.resume(pace=QUICK)
    assert oldest_age() == 0.0


def test_oldest_of_all(unasked):
    """The age is that of the oldest entry of all merchants' journals."""
    note_oldest("7", "a", 10.0)
    note_oldest("8", "a", 90.0)
    note_oldest("8", "b", None)
    assert oldest_age() == pytest.approx(90.0)
    note_oldest("8", "a", None)
    assert oldest_age() == pytest.approx(10.0)


def test_clock_that_is_behind(unasked):
    """An entry that the database dates ahead is no younger than nothing."""
    note_oldest("7", "a", -5.0)
    assert oldest_age() == 0.0


def test_clock_that_is_ahead(unasked):
    """An entry that was begun a moment from now, by another clock, is begun now."""
    note_oldest("77", "zhixiao_journal", -0.5)
    assert oldest_age() == 0.0
    unasked[0] += 600.0
    assert oldest_age() == 600.0
