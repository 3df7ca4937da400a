"""Ages by a database's clock that somebody sets: nothing seems older than it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from zhixiao_async import BEIJING
from zhixiao_async.store import clock as clocks
from zhixiao_async.store.clock import DatabaseClock

NOON = datetime(2026, 3, 1, 12, tzinfo=BEIJING)


class World:
    """A clock and elapsed time, both in minutes."""

    def __init__(self, monkeypatch):
        self.clock = DatabaseClock()
        self._elapsed = self._ahead = 0.0
        monkeypatch.setattr(clocks, "moment", lambda: self._elapsed * 60)
        self.clock.read(self.now)

    @property
    def now(self):
        return NOON + timedelta(minutes=self._elapsed + self._ahead)

    def passes(self, minutes, seen=True):
        """Let time pass, and read the clock unless ``seen`` is false."""
        self._elapsed += minutes
        if seen:
            self.clock.read(self.now)

    def is_set(self, minutes, seen=True):
        """Put the clock forward."""
        self._ahead += minutes
        self.passes(0, seen)

    def age(self, written):
        return round(self.clock.age(written) / 60, 6)


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


def test_clock_that_goes_as_it_should(world):
    """The age by a clock that nobody sets is the clock's difference, between readings as well."""
    written = world.now
    world.passes(5)
    world.passes(7, seen=False)
    assert world.age(written) == 12
    assert world.age(written - timedelta(days=1)) == 24 * 60 + 12


@pytest.mark.parametrize("steps", [[120], [60, 60], [-30, 120], [120, -120], [-120, 120]], ids=str)
def test_clock_that_is_set(world, steps):
    """A row written before the clock was set is at most as old as it is."""
    written = world.now
    for minutes in steps:
        world.passes(1)
        world.is_set(minutes)
    assert world.age(written) <= len(steps)


def test_clock_that_is_nudged(world):
    """A nudge shorter than a slow answer makes nothing older."""
    written = world.now
    world.passes(1)
    world.is_set(0.5 / 60)
    world.passes(1)
    assert world.age(written) == 2


def test_clock_that_is_set_soon_after_a_slow_answer(world):
    """A row is as young as it is, however slow an answer before it was."""
    late = world.now
    world.passes(0.9 / 60, seen=False)
    world.clock.read(late)
    written = world.now
    world.clock.read(written)
    world.is_set(120)
    world.passes(1)
    assert world.age(written) <= 1


def test_another_process_writes_just_before_the_clock_is_set(world):
    """A row is as young as it is, however slow all of this process's own answers are."""
    world.passes(0.9 / 60, seen=False)
    world.clock = DatabaseClock()
    world.clock.read(world.now - timedelta(seconds=0.9))
    written = world.now
    world.is_set(120)
    world.passes(1)
    assert world.age(written) <= 1


def test_written_in_the_instant_before_the_clock_was_set(world):
    """A row may be of the last instant before the clock was set, and is as young as that."""
    written = world.now + timedelta(minutes=1)
    world.passes(1, seen=False)
    world.is_set(120)
    assert world.age(written) == 0


def test_clock_that_is_read_often(world):
    """Many readings of a steady clock take no more memory than one."""
    once = len(world.clock._spans)
    for _ in range(10):
        world.passes(1)
    assert len(world.clock._spans) == once


@pytest.mark.parametrize("step", [120, -120])
def test_written_after_the_clock_was_set(world, step):
    """A row that is written after the clock was set is as old as the clock says."""
    world.passes(1)
    world.is_set(step)
    world.passes(1)
    written = world.now
    world.passes(5)
    assert world.age(written) == 5


def test_clock_that_begins_in_another_century(world):
    """Ages are right once a wrong clock was set, of rows that others had written, too."""
    written = world.now + timedelta(days=20000)
    world.passes(1)
    world.is_set(20000 * 1440 + 60)
    assert world.age(written) == 61


def test_clock_that_was_set_between_two_readings(world):
    """Of two possible ages, before or after the clock was set, the younger one counts."""
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
