"""When it is looked, by a clock that stands still between the sleeps, and what a look proves."""

from __future__ import annotations

from itertools import pairwise

import pytest

from zhixiao_async import Settlement, SettlePace, Verdict
from zhixiao_async.settling.settlement import Look, Sight
from zhixiao_async.settling.watch import Watch

REFUSED, OTHERWISE = Look(Sight.REFUSED, "no such order"), Look(Sight.REFUSED, "no, not now")
UNCLEAR, ABSENT = Look(Sight.UNCLEAR, "who knows"), Look(Sight.ABSENT, "nothing")


class StillClock:
    """Its time passes only while somebody sleeps, or says so."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Looks:
    """Shows one thing after the other, the last one for good; notes when it was looked.

    Args:
        seen: What is shown.
        lasts: Seconds that each look takes.
        at: The time at first, in seconds since the request was lost.
    """

    def __init__(self, *seen: Look, lasts: float = 0, at: float = 0) -> None:
        self.clock = StillClock(at)
        self.times: list[float] = []
        self._seen, self._lasts = list(seen), lasts

    async def __call__(self) -> Look:
        self.times.append(round(self.clock.seconds, 3))
        assert len(self.times) < 100, "it never comes to an end"
        self.clock.seconds += self._lasts
        return self._seen.pop(0) if len(self._seen) > 1 else self._seen[0]

    async def settled(self, patience: float | None = None, **pace: float) -> Settlement:
        watch = Watch(self, self.clock.seconds, SettlePace(**pace), 300, patience, self.clock)
        return await watch.until_known()


@pytest.fixture
async def times():
    """When it is looked for what stays absent, by the default pace."""
    looks = Looks(ABSENT)
    await looks.settled()
    return looks.times


def test_first_look(times):
    """A gateway under load is left in peace at first."""
    assert times[0] == 15


def test_pauses_grow_by_a_fifth(times):
    """From ``pause`` on."""
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps[:4] == pytest.approx([5, 6, 7.2, 8.64], abs=0.01)


async def test_longest_pause():
    """None is longer, and all but the last of the later ones are as long."""
    looks = Looks(ABSENT)
    await looks.settled(longest_pause=10)
    gaps = [later - earlier for earlier, later in pairwise(looks.times)]
    assert gaps[4:-1] == pytest.approx([10] * len(gaps[4:-1]), abs=0.01)
    assert gaps[-1] < 10


async def test_longest_default_pause():
    """It is a minute."""
    looks = Looks(ABSENT)
    await looks.settled(pause=50)
    assert looks.times == [15, 65, 125, 185, 245, 300]


def test_last_look_is_at_the_deadline(times):
    """A look that would be due after it is brought forward."""
    assert times[-1] == 300


async def test_lost_long_ago():
    """The first look is at once, and the last."""
    looks = Looks(ABSENT, at=9999)
    assert (await looks.settled()).verdict is Verdict.NOT_APPLIED
    assert looks.times == [9999]


async def test_look_across_the_deadline_proves_nothing():
    """What began before the deadline may have missed it, however late it ended: another follows."""
    looks = Looks(ABSENT, lasts=100)
    assert (await looks.settled(first_look=250)).verdict is Verdict.NOT_APPLIED
    assert len(looks.times) == 2


async def test_seen_after_a_look_across_the_deadline():
    """The look that follows may find it."""
    looks = Looks(ABSENT, Look(Sight.APPLIED, "there"), lasts=100)
    assert (await looks.settled(first_look=250)).verdict is Verdict.APPLIED


async def test_look_that_ends_at_the_deadline():
    """The next one is a pause later, like any other."""
    looks = Looks(ABSENT, lasts=100)
    await looks.settled(first_look=200)
    assert looks.times == [200, 305]


@pytest.mark.parametrize("patience", [20, 22])
async def test_no_time_for_another_look(patience):
    """It ends at once if the next look would be due after the call's own time."""
    looks = Looks(ABSENT)
    settlement = await looks.settled(patience=patience)
    assert (settlement.verdict, looks.times) == (Verdict.UNKNOWN, [15, 20])
    assert "look again later" in settlement.explanation


async def test_unclear_at_the_deadline():
    """No deadline makes it clear."""
    assert (await Looks(UNCLEAR).settled()).verdict is Verdict.UNKNOWN


async def test_one_refusal_proves_nothing():
    """It may be the gateway's trouble: it has to be said again, a pause later."""
    looks = Looks(REFUSED, at=9999)
    assert (await looks.settled()).verdict is Verdict.NOT_APPLIED
    assert looks.times == [9999, 10004]


async def test_refusal_before_the_deadline_and_at_it():
    """Of the two only the second has to be that late."""
    looks = Looks(REFUSED)
    assert (await looks.settled()).verdict is Verdict.NOT_APPLIED
    assert looks.times[-1] == 300


async def test_repeated_refusal_before_the_deadline():
    """However often it is said, it is too early."""
    settlement = await Looks(REFUSED).settled(patience=200)
    assert settlement.verdict is Verdict.UNKNOWN
    assert "look again later" in settlement.explanation


async def test_refusal_in_other_words():
    """What is said in other words each time isn't said twice, and isn't asked for ever."""
    looks = Looks(REFUSED, OTHERWISE, at=9999)
    settlement = await looks.settled()
    assert (settlement.verdict, len(looks.times)) == (Verdict.UNKNOWN, 2)
    assert "something else before" in settlement.explanation


@pytest.mark.parametrize(
    ("then", "verdict"),
    [
        (ABSENT, Verdict.NOT_APPLIED),
        (UNCLEAR, Verdict.UNKNOWN),
        (Look(Sight.APPLIED, "there"), Verdict.APPLIED),
    ],
)
async def test_refusal_that_is_not_repeated(then, verdict):
    """What is seen next decides."""
    looks = Looks(REFUSED, then, at=9999)
    assert ((await looks.settled()).verdict, len(looks.times)) == (verdict, 2)


async def test_no_time_to_hear_a_refusal_again():
    """The call's own time is up first."""
    settlement = await Looks(REFUSED, at=9999).settled(patience=3)
    assert settlement.verdict is Verdict.UNKNOWN
    assert "look again later" in settlement.explanation
