"""Moments as Beijing wall clock, for places that keep no zone, and back."""

from __future__ import annotations

import pyarrow as pa

from ..schema import MOMENT
from .kernels import Column, kernels

NAIVE = pa.timestamp("ms")

_AHEAD = pa.scalar(8 * 60 * 60 * 1000, pa.int64())
"""Milliseconds. By its offset and not by its zone, which had other ones before 1992."""


def to_wall_clock(moments: Column) -> Column:
    """Return moments as times of the clock in Beijing, without a zone."""
    times: Column = kernels.add(moments.cast(pa.int64()), _AHEAD).cast(NAIVE)
    return times


def from_wall_clock(times: Column) -> Column:
    """Return times of the clock in Beijing as moments."""
    since = times.cast(NAIVE).cast(pa.int64())
    moments: Column = kernels.subtract(since, _AHEAD).cast(MOMENT)
    return moments
