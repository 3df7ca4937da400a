"""The times of probes and their end, by a clock that stands still between the sleeps."""

from __future__ import annotations

from itertools import pairwise

import pytest

from zhixiao_async import Resolution, ResolvePace, Verdict
from zhixiao_async.resolving.judge import Evidence, Probe
from zhixiao_async.resolving.poller import MachineClock, Poller

REFUSED, OTHERWISE = (
    Probe(Evidence.REFUSED, "no such order"),
    Probe(Evidence.REFUSED, "no, not now"),
)
UNCLEAR, ABSENT = Probe(Evidence.UNCLEAR, "who knows"), Probe(Evidence.ABSENT, "nothing")


class StillClock(MachineClock):
    """A clock whose time passes only while somebody sleeps, or says so."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Probes:
    """A probe that shows one thing after the other, the last for good, and notes its times.

    Args:
        shown: What is shown.
        lasts: Seconds that each probe takes.
        at: The time at first, in seconds since the request was lost.
    """

    def __init__(self, *shown: Probe, lasts: float = 0, at: float = 0) -> None:
        self.clock = StillClock(at)
        self.times: list[float] = []
        self._shown, self._lasts = list(shown), lasts

    async def __call__(self) -> Probe:
        self.times.append(round(self.clock.seconds, 3))
        assert len(self.times) < 100, "it never comes to an end"
        self.clock.seconds += self._lasts
        return self._shown.pop(0) if len(self._shown) > 1 else self._shown[0]

    async def resolved(self, patience: float | None = None, **pace: float) -> Resolution:
        age, clock = self.clock.seconds, self.clock
        return await Poller(self, age, ResolvePace(**pace), 300, patience, clock).until_known()


@pytest.fixture
async def times():
    """Return when probes are made for what stays absent, by the default pace."""
    probes = Probes(ABSENT)
    await probes.resolved()
    return probes.times


def test_first_probe(times):
    """A gateway under load is left in peace at first."""
    assert times[0] == 15


def test_pauses_grow_by_a_fifth(times):
    """Each pause is a fifth longer than the one before, from ``pause`` on."""
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps[:4] == pytest.approx([5, 6, 7.2, 8.64], abs=0.01)


async def test_longest_pause():
    """No pause is longer, and all but the last of the later ones are as long."""
    probes = Probes(ABSENT)
    await probes.resolved(longest_pause=10)
    gaps = [later - earlier for earlier, later in pairwise(probes.times)]
    assert gaps[4:-1] == pytest.approx([10] * len(gaps[4:-1]), abs=0.01)
    assert gaps[-1] < 10


async def test_longest_default_pause():
    """The longest pause is a minute by default."""
    probes = Probes(ABSENT)
    await probes.resolved(pause=50)
    assert probes.times == [15, 65, 125, 185, 245, 300]


def test_last_probe_is_at_the_deadline(times):
    """A probe that would be due after the deadline is brought forward."""
    assert times[-1] == 300


async def test_lost_long_ago():
    """The first probe of an old request is made at once, and is the last."""
    probes = Probes(ABSENT, at=9999)
    assert (await probes.resolved()).verdict is Verdict.NOT_APPLIED
    assert probes.times == [9999]


async def test_probe_across_the_deadline_proves_nothing():
    """A probe that began before the deadline may have missed it, however late it ended."""
    probes = Probes(ABSENT, lasts=100)
    assert (await probes.resolved(first_probe=250)).verdict is Verdict.NOT_APPLIED
    assert len(probes.times) == 2


async def test_found_after_a_probe_across_the_deadline():
    """The probe that follows may find it."""
    probes = Probes(ABSENT, Probe(Evidence.APPLIED, "there"), lasts=100)
    assert (await probes.resolved(first_probe=250)).verdict is Verdict.APPLIED


async def test_probe_that_ends_at_the_deadline():
    """The next probe is a pause later, like any other."""
    probes = Probes(ABSENT, lasts=100)
    await probes.resolved(first_probe=200)
    assert probes.times == [200, 305]


@pytest.mark.parametrize("patience", [20, 22])
async def test_no_time_for_another_probe(patience):
    """The call ends at once if the next probe would be due after its time."""
    probes = Probes(ABSENT)
    resolution = await probes.resolved(patience)
    assert (resolution.verdict, probes.times) == (Verdict.UNKNOWN, [15, 20])
    assert "look again later" in resolution.explanation


async def test_no_time_for_any_probe():
    """The answer says so if the call's time is up before the first probe."""
    probes = Probes(ABSENT)
    resolution = await probes.resolved(10)
    assert (resolution.verdict, probes.times) == (Verdict.UNKNOWN, [])
    assert "the gateway wasn't asked yet" in resolution.explanation


async def test_unclear_at_the_deadline():
    """No deadline makes unclear evidence clear."""
    assert (await Probes(UNCLEAR).resolved()).verdict is Verdict.UNKNOWN


async def test_one_refusal_proves_nothing():
    """A refusal may be the gateway's trouble: it has to be said again, a pause later."""
    probes = Probes(REFUSED, at=9999)
    assert (await probes.resolved()).verdict is Verdict.NOT_APPLIED
    assert probes.times == [9999, 10004]


async def test_refusal_before_the_deadline_and_at_it():
    """Of two refusals only the second has to be that late."""
    probes = Probes(REFUSED)
    assert (await probes.resolved()).verdict is Verdict.NOT_APPLIED
    assert probes.times[-1] == 300


async def test_repeated_refusal_before_the_deadline():
    """A refusal before the deadline is too early, however often it is said."""
    resolution = await Probes(REFUSED).resolved(200)
    assert resolution.verdict is Verdict.UNKNOWN
    assert "look again later" in resolution.explanation


async def test_refusal_in_other_words():
    """A refusal in other words each time isn't said twice, and isn't asked for ever."""
    probes = Probes(REFUSED, OTHERWISE, at=9999)
    resolution = await probes.resolved()
    assert (resolution.verdict, len(probes.times)) == (Verdict.UNKNOWN, 2)
    assert "something else before" in resolution.explanation


@pytest.mark.parametrize(
    ("then", "verdict"),
    [
        (ABSENT, Verdict.NOT_APPLIED),
        (UNCLEAR, Verdict.UNKNOWN),
        (Probe(Evidence.APPLIED, "there"), Verdict.APPLIED),
    ],
)
async def test_refusal_that_is_not_repeated(then, verdict):
    """The probe after a refusal decides, if it shows something else."""
    probes = Probes(REFUSED, then, at=9999)
    assert ((await probes.resolved()).verdict, len(probes.times)) == (verdict, 2)


async def test_no_time_to_hear_a_refusal_again():
    """The call's own time may be up before a refusal is heard again."""
    resolution = await Probes(REFUSED, at=9999).resolved(3)
    assert resolution.verdict is Verdict.UNKNOWN
    assert "look again later" in resolution.explanation
