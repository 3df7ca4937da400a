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
    """A clock runs with the machine's time by default."""
    clock = Clock()
    assert is_now(clock.now())
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert not clock.frozen
    assert clock.position == NOW == Position(ahead=0.0, frozen=None)


@pytest.mark.parametrize("start", [NOON, NOON.replace(tzinfo=None)], ids=["aware", "naive"])
def test_starts_at_a_given_time(start):
    """A clock starts at a given time and runs on; a naive time is Beijing's."""
    clock = Clock(start)
    assert is_now(clock.now(), NOON)
    assert not clock.frozen


@pytest.mark.parametrize("at", [NOON, NOON.replace(tzinfo=None)], ids=["aware", "naive"])
def test_stands_at_a_given_time(at):
    """A frozen clock stands at a given time until it is resumed."""
    clock = Clock()
    clock.freeze(at)
    assert (clock.now(), clock.frozen) == (NOON, True)
    clock.resume()
    assert is_now(clock.now(), NOON)
    assert not clock.frozen


def test_stands_where_it_is():
    """Freeze without a time stops the clock at once."""
    clock = Clock()
    clock.freeze()
    assert is_now(clock.now())
    assert clock.now() == clock.now()


def test_advances_while_it_stands_and_while_it_runs():
    """Advance moves a running and a frozen clock by exactly so many seconds."""
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
    ("seconds", "message"),
    [
        (-1, "seconds must not turn the clock back: restore a snapshot instead, got -1"),
        ("1", "seconds must be seconds, 0 or more"),
        (1e12, "seconds must lead to a time in the calendar, got 1000000000000"),
    ],
)
def test_step_that_cannot_be_meant(seconds, message):
    """A senseless step is refused, with the rule and the value."""
    with pytest.raises(InvalidRequest) as caught:
        Clock().advance(seconds)
    assert message in str(caught.value)


def test_last_day_of_the_calendar():
    """A clock can't be advanced to the calendar's last day, where orders couldn't expire."""
    clock = Clock()
    last = datetime(9999, 12, 30, 23, 59, 59, tzinfo=BEIJING)
    clock.freeze(last)
    clock.advance(0.5)
    with pytest.raises(InvalidRequest, match="calendar"):
        clock.advance(0.5)


@pytest.mark.parametrize("frozen", [True, False])
def test_another_clock_goes_on_where_this_one_stood(frozen):
    """Another clock goes on from this one's position."""
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


def test_every_change_calls_the_listeners():
    """Every change calls each listener until it is forgotten; an idle resume calls none."""
    clock = Clock()
    heard = []

    def listener() -> None:
        heard.append(clock.frozen)

    clock.on_change(listener)
    clock.resume()
    clock.freeze()
    clock.advance(1)
    clock.resume()
    clock.move_to(NOW)
    assert heard == [True, True, False, False]
    clock.forget(listener)
    clock.advance(1)
    assert len(heard) == 4
