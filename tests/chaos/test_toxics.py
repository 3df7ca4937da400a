"""Each toxic turns bytes into steps, and several of them work one after another."""

from __future__ import annotations

from itertools import chain as joined
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .toxics import (
    Bandwidth,
    Chain,
    End,
    HalfClose,
    Latency,
    LimitData,
    ResetAt,
    Slicer,
    SlowClose,
    Stall,
    Timeout,
)

ENDS = [(ResetAt, End.RESET), (LimitData, End.CLOSE), (HalfClose, End.HALF_CLOSE)]
ending = pytest.mark.parametrize(("toxic", "end"), ENDS, ids=lambda one: getattr(one, "name", ""))
TEXT = b"0123456789"


def steps(*toxics, chunks=(TEXT,), seed=0):
    """Everything that happens to these chunks, from the opening to the closing."""
    chain = Chain(toxics, Random(seed))
    parts = [chain.opening(), *(chain.data(chunk) for chunk in chunks), chain.closing()]
    done = []
    for step in joined.from_iterable(parts):
        done.append(step)
        if isinstance(step, End):
            break
    return done


def sent(done):
    """The bytes among the steps."""
    return b"".join(one for one in done if isinstance(one, bytes))


def test_no_toxic_changes_nothing():
    """A clean line hands on what it gets."""
    assert steps() == [TEXT]


def test_latency_waits_before_each_chunk():
    """Without jitter always as long."""
    assert steps(Latency(0.5), chunks=(b"ab", b"c")) == [0.5, b"ab", 0.5, b"c"]


def test_jitter_stays_within_its_bounds_and_differs():
    """Each wait is drawn anew, and never below nothing."""
    waits = [one for one in steps(Latency(0.1, 0.2), chunks=[b"x"] * 50) if one != b"x"]
    assert all(0 <= wait <= 0.3 for wait in waits)
    assert len(set(waits)) > 10


def test_bandwidth_takes_as_long_as_the_rate_says():
    """A hundred bytes at fifty a second take two seconds, in more than one piece."""
    done = steps(Bandwidth(50), chunks=[b"x" * 100])
    assert sum(one for one in done if isinstance(one, float)) == pytest.approx(2)
    assert len([one for one in done if isinstance(one, bytes)]) > 10


@given(st.binary(max_size=300), st.integers(1, 50), st.integers(0, 60), st.integers())
def test_slicer_loses_nothing(data, size, variation, seed):
    """However it is cut, the slices are the whole, and none is empty."""
    done = steps(Slicer(size, variation), chunks=[data], seed=seed)
    assert sent(done) == data
    assert b"" not in done


def test_slow_close_delays_only_the_end():
    """The data comes at once."""
    assert steps(SlowClose(2.0)) == [TEXT, 2.0]


def test_timeout_takes_data_and_closes():
    """Nothing is handed on."""
    assert steps(Timeout(3.0)) == [3.0, End.CLOSE]


def test_timeout_without_end_swallows():
    """It never closes."""
    assert steps(Timeout(), chunks=(b"a", b"b")) == []


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=10), st.integers(0, 100))
def test_stall_lets_so_many_bytes_through(chunks, byte):
    """And no end, whatever comes after."""
    assert sent(steps(Stall(byte), chunks=chunks)) == b"".join(chunks)[:byte]


@ending
@given(chunks=st.lists(st.binary(min_size=1, max_size=20), max_size=10), byte=st.integers(0, 100))
def test_end_comes_at_the_byte(toxic, end, chunks, byte):
    """Exactly so many bytes are through, however they were cut; none after it."""
    done = steps(toxic(byte), chunks=chunks)
    whole = b"".join(chunks)
    assert sent(done) == whole[:byte]
    assert (done[-1:] == [end]) is (len(whole) >= byte)


@ending
def test_end_at_nothing_comes_at_once(toxic, end):
    """Before the sender says anything."""
    assert steps(toxic(0), chunks=()) == [end]


def test_chain_counts_what_reaches_each_toxic():
    """The second in a row sees what the first lets through, in its pieces."""
    done = steps(Slicer(3), ResetAt(7))
    assert sent(done) == TEXT[:7]
    assert done[-1] is End.RESET


def test_same_seed_same_steps():
    """Random numbers are repeatable."""
    toxics = (Latency(0.1, 0.1), Slicer(4, 3))
    assert steps(*toxics, seed=7) == steps(*toxics, seed=7) != steps(*toxics, seed=8)
