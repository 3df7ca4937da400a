"""Each toxic turns bytes into steps, and a chain of toxics works in order."""

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
ending = pytest.mark.parametrize(("toxic", "end"), ENDS, ids=lambda kind: getattr(kind, "name", ""))
TEXT = b"0123456789"


def steps(*toxics, chunks=(TEXT,), seed=0):
    """Return every step for these chunks, from the opening to the closing."""
    chain = Chain(toxics, Random(seed))
    parts = [chain.opening(), *(chain.data(chunk) for chunk in chunks), chain.closing()]
    done = []
    for step in joined.from_iterable(parts):
        done.append(step)
        if isinstance(step, End):
            break
    return done


def sent(done):
    """Return the bytes among the steps."""
    return b"".join(step for step in done if isinstance(step, bytes))


def test_no_toxic_changes_nothing():
    """A chain without toxics hands every byte on."""
    assert steps() == [TEXT]


def test_latency_waits_before_each_chunk():
    """Latency without jitter waits equally long before each chunk."""
    assert steps(Latency(0.5), chunks=(b"ab", b"c")) == [0.5, b"ab", 0.5, b"c"]


def test_jitter_stays_within_its_bounds_and_differs():
    """Each wait is drawn anew, and is never negative."""
    waits = [step for step in steps(Latency(0.1, 0.2), chunks=[b"x"] * 50) if step != b"x"]
    assert all(0 <= wait <= 0.3 for wait in waits)
    assert len(set(waits)) > 10


def test_bandwidth_takes_as_long_as_the_rate_says():
    """A hundred bytes at fifty per second take two seconds, in more than one piece."""
    done = steps(Bandwidth(50), chunks=[b"x" * 100])
    assert sum(step for step in done if isinstance(step, float)) == pytest.approx(2)
    assert len([step for step in done if isinstance(step, bytes)]) > 10


@given(st.binary(max_size=300), st.integers(1, 50), st.integers(0, 60), st.integers())
def test_slicer_loses_nothing(data, size, variation, seed):
    """The slices together are the whole, and no slice is empty."""
    done = steps(Slicer(size, variation), chunks=[data], seed=seed)
    assert sent(done) == data
    assert b"" not in done


def test_slow_close_delays_only_the_end():
    """A slow close delays no data."""
    assert steps(SlowClose(2.0)) == [TEXT, 2.0]


def test_timeout_takes_data_and_closes():
    """A timeout hands no data on, and closes."""
    assert steps(Timeout(3.0)) == [3.0, End.CLOSE]


def test_timeout_without_end_swallows():
    """A timeout without seconds never closes."""
    assert steps(Timeout(), chunks=(b"a", b"b")) == []


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=10), st.integers(0, 100))
def test_stall_lets_so_many_bytes_through(chunks, byte):
    """A stall lets so many bytes through, and no end."""
    assert sent(steps(Stall(byte), chunks=chunks)) == b"".join(chunks)[:byte]


@ending
@given(chunks=st.lists(st.binary(min_size=1, max_size=20), max_size=10), byte=st.integers(0, 100))
def test_end_comes_at_the_byte(toxic, end, chunks, byte):
    """Exactly so many bytes get through, however they were cut."""
    done = steps(toxic(byte), chunks=chunks)
    whole = b"".join(chunks)
    assert sent(done) == whole[:byte]
    assert (done[-1:] == [end]) is (len(whole) >= byte)


@ending
def test_end_at_nothing_comes_at_once(toxic, end):
    """An end at byte 0 comes before the sender sends anything."""
    assert steps(toxic(0), chunks=()) == [end]


def test_chain_counts_what_reaches_each_toxic():
    """The second toxic counts the bytes that the first lets through."""
    done = steps(Slicer(3), ResetAt(7))
    assert sent(done) == TEXT[:7]
    assert done[-1] is End.RESET


def test_same_seed_same_steps():
    """The same seed makes the same steps."""
    toxics = (Latency(0.1, 0.1), Slicer(4, 3))
    assert steps(*toxics, seed=7) == steps(*toxics, seed=7) != steps(*toxics, seed=8)
