"""The sandbox's clock by itself."""

from datetime import datetime, timedelta

import pytest

from zhixiao_async import BEIJING, InvalidRequest
from zhixiao_async.sandbox import Clock
from zhixiao_async.sandbox.clock import NOW, Position

from .conftest import NOON

MOMENT = timedelta(seconds=5)


def is_now(moment: datetime, expected: datetime | None = None) -> bool:
    return abs(moment - (expected or datetime.now(BEIJING))) < MOMENT


def test_runs_with_the_machines_time():
    """Unless it is told otherwise."""
    clock = Clock()
    assert is_now(clock.now())
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert not clock.frozen
    assert clock.position == NOW == Position(ahead=0.0, frozen=None)


@pytest.mark.parametrize("start", [NOON, NOON.replace(tzinfo=None)], ids=["aware", "naive"])
def test_starts_where_it_is_told_to(start):
    """And runs from there; a naive time is Beijing's."""
    clock = Clock(start)
    assert is_now(clock.now(), NOON)
    assert not clock.frozen


@pytest.mark.parametrize("at", [NOON, NOON.replace(tzinfo=None)], ids=["aware", "naive"])
def test_stands_where_it_is_told_to(at):
    """Until it is resumed, and then it goes on from there."""
    clock = Clock()
    clock.freeze(at)
    assert (clock.now(), clock.frozen) == (NOON, True)
    clock.resume()
    assert is_now(clock.now(), NOON)
    assert not clock.frozen


def test_stands_where_it_is():
    """Without a time it is stopped on the spot."""
    clock = Clock()
    clock.freeze()
    assert is_now(clock.now())
    assert clock.now() == clock.now()


def test_advances_while_it_stands_and_while_it_runs():
    """By exactly that much, and on from where it was."""
    clock = Clock()
    clock.freeze(NOON)
    clock.advance(1.5)
    clock.advance(0)
    clock.advance(1)
    assert clock.now() == NOON + timedelta(seconds=2.5)
    clock.resume()
    for _ in range(2):
        clock.advance(3600)
    assert is_now(clock.now(), NOON + timedelta(hours=2))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-1, "seconds must not turn the clock back: restore a snapshot instead, got -1"),
        ("1", "seconds must be seconds, 0 or more"),
        (1e12, "seconds must lead to a time in the calendar, got 1000000000000"),
    ],
)
def test_step_that_cannot_be_meant(seconds, said):
    """The rule, and what was given."""
    with pytest.raises(InvalidRequest) as caught:
        Clock().advance(seconds)
    assert said in str(caught.value)


def test_last_day_of_the_calendar():
    """An order made on it would expire out of it, so the clock stops a day before the end."""
    clock = Clock()
    last = datetime(9999, 12, 30, 23, 59, 59, tzinfo=BEIJING)
    clock.freeze(last)
    clock.advance(0.5)
    with pytest.raises(InvalidRequest, match="calendar"):
        clock.advance(0.5)


@pytest.mark.parametrize("frozen", [True, False])
def test_another_clock_goes_on_where_this_one_stood(frozen):
    """By its position, which can be written down."""
    clock, other = Clock(), Clock()
    other.freeze(NOON)
    clock.advance(3600)
    if frozen:
        clock.freeze(NOON)
    position = clock.position
    assert position == (Position(frozen=NOON.isoformat()) if frozen else Position(ahead=3600.0))
    other.move_to(position)
    assert is_now(other.now(), clock.now())
    assert other.position == position


def test_every_change_is_told():
    """To each listener, until it is forgotten; a resume that changes nothing tells nothing."""
    clock = Clock()
    told = []

    def listener() -> None:
        told.append(clock.frozen)

    clock.on_change(listener)
    clock.resume()
    clock.freeze()
    clock.advance(1)
    clock.resume()
    clock.move_to(NOW)
    assert told == [True, True, False, False]
    clock.forget(listener)
    clock.advance(1)
    assert len(told) == 4
