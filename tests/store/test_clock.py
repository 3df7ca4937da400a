"""A database's clock that is set makes nothing older than it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from zhixiao_async import BEIJING
from zhixiao_async.store import clock as clocks
from zhixiao_async.store.clock import DatabaseClock

NOON = datetime(2026, 3, 1, 12, tzinfo=BEIJING)


class World:
    """A clock beside elapsed time, both in minutes."""

    def __init__(self, monkeypatch):
        self.clock = DatabaseClock()
        self._elapsed = self._ahead = 0.0
        monkeypatch.setattr(clocks, "moment", lambda: self._elapsed * 60)
        self.clock.read(self.now)

    @property
    def now(self):
        return NOON + timedelta(minutes=self._elapsed + self._ahead)

    def passes(self, minutes, seen=True):
        """So much time passes; then the clock is read, if it is."""
        self._elapsed += minutes
        if seen:
            self.clock.read(self.now)

    def is_set(self, minutes, seen=True):
        """The clock is put forward by so much."""
        self._ahead += minutes
        self.passes(0, seen)

    def age(self, written):
        return round(self.clock.age(written) / 60, 6)


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


def test_clock_that_goes_as_it_should(world):
    """Its own difference is the age, between two readings as well."""
    written = world.now
    world.passes(5)
    world.passes(7, seen=False)
    assert world.age(written) == 12
    assert world.age(written - timedelta(days=1)) == 24 * 60 + 12


@pytest.mark.parametrize("steps", [[120], [60, 60], [-30, 120], [120, -120], [-120, 120]], ids=str)
def test_clock_that_is_set(world, steps):
    """What was written before is at most as old as it is."""
    written = world.now
    for minutes in steps:
        world.passes(1)
        world.is_set(minutes)
    assert world.age(written) <= len(steps)


def test_clock_that_is_nudged(world):
    """By less than a slow answer can take: what was written before grows no older by that."""
    written = world.now
    world.passes(1)
    world.is_set(0.5 / 60)
    world.passes(1)
    assert world.age(written) == 2


def test_written_in_the_instant_before_the_clock_was_set(world):
    """It may be of that instant, and is as young as that."""
    written = world.now + timedelta(minutes=1)
    world.passes(1, seen=False)
    world.is_set(120)
    assert world.age(written) == 0


def test_clock_that_is_read_often(world):
    """However often, as much is remembered of a clock that goes as it should as after once."""
    once = len(world.clock._spans)
    for _ in range(10):
        world.passes(1)
    assert len(world.clock._spans) == once


@pytest.mark.parametrize("step", [120, -120])
def test_written_after_the_clock_was_set(world, step):
    """What is written later is as old as the clock says."""
    world.passes(1)
    world.is_set(step)
    world.passes(1)
    written = world.now
    world.passes(5)
    assert world.age(written) == 5


def test_clock_that_begins_in_another_century(world):
    """Ages are right once it was set, of what others had written before, too."""
    written = world.now + timedelta(days=20000)
    world.passes(1)
    world.is_set(20000 * 1440 + 60)
    assert world.age(written) == 61


def test_clock_that_was_set_between_two_readings(world):
    """Where it can't be known on which side of the step it was written, the younger age counts."""
    world.passes(600, seen=False)
    world.is_set(120, seen=False)
    written = world.now
    world.passes(200)
    assert world.age(written) == 200 - 120


def test_slow_answers(world):
    """A reading that arrives late makes nothing older."""
    written = world.now
    world.passes(10, seen=False)
    late = world.now
    world.passes(2, seen=False)
    world.clock.read(late)
    assert world.age(written) <= 12
