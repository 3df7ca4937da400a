"""Growth over time: a process's own figures, and a line through their floor."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from statistics import linear_regression

import attrs

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MIB = 1024 * 1024
_trim = getattr(ctypes.CDLL(None), "malloc_trim", lambda _: None)
"""Returns free memory to the system: glibc keeps as much as the largest replies ever needed."""

WARM_UP_SHARE = 0.2
LONGEST_WARM_UP = 300.0
"""Seconds: the fit leaves out the first fifth, but no more than this."""

WINDOWS = 20
"""Number of stretches whose lowest sample the line goes through: a leak lifts the floor, a busy
machine only the peaks, since more calls are in flight then."""

LIMITS = {"RSS, MiB": 12.0, "asyncio tasks": 5.0, "threads": 1.0, "descriptors": 15.0}
"""Limits for the rise of the fitted line from the end of the warm-up to the end of the run.

Memory moves in steps of megabytes when several long replies meet; over the 25
minutes after the warm-up, at 50 calls per second, 12 MiB are some 170 bytes per call. Two clients
keep up to 20 idle connections each, more of them on a busy machine.
"""


def figures(tasks: int) -> dict[str, float]:
    """Return this process's figures (Linux), by the names of :data:`LIMITS`."""
    _trim(0)
    status = Path("/proc/self/status").read_text("ascii")
    return {
        "RSS, MiB": int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE / _MIB,
        "asyncio tasks": tasks,
        "threads": int(status.partition("Threads:")[2].split()[0]),
        "descriptors": sum(1 for _ in Path("/proc/self/fd").iterdir()),
    }


@attrs.frozen
class Trend:
    """A straight line through one figure's samples after the warm-up.

    Attributes:
        name: Name of the figure.
        begin: First value of the line.
        end: Last value of the line.
        highest: The highest sample.
        limit: Limit for the rise.
    """

    name: str
    begin: float
    end: float
    highest: float
    limit: float

    @property
    def growth(self) -> float:
        """Rise of the line; negative if it falls."""
        return self.end - self.begin

    @property
    def flat(self) -> bool:
        """True if the line rises by no more than the limit."""
        return self.growth <= self.limit

    @classmethod
    def through(cls, name: str, samples: Sequence[tuple[float, float]], limit: float) -> Trend:
        """Fit a line through the floor of samples, which are pairs of seconds and values."""
        highest = max(value for _, value in samples)
        times, values = zip(*floor(samples), strict=True)
        slope, base = linear_regression(times, values)
        ends = (base + slope * moment for moment in (times[0], times[-1]))
        return cls(name, *ends, highest, limit)

    def __str__(self) -> str:
        verdict = "flat" if self.flat else "GROWS"
        numbers = (self.begin, self.end, self.growth, self.limit, self.highest)
        return (
            f"{self.name:14}" + "".join(f"{number:10.2f}" for number in numbers) + f"   {verdict}"
        )


def floor(samples: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the lowest sample of each stretch."""
    size = max(1, len(samples) // WINDOWS)
    stretches = (samples[start : start + size] for start in range(0, len(samples), size))
    return [min(stretch, key=itemgetter(1)) for stretch in stretches]


HEADINGS = ("from", "to", "growth", "allowed", "highest")


def trends(samples: Sequence[tuple[float, dict[str, float]]]) -> list[Trend]:
    """Fit a line through every figure after the warm-up."""
    first, last = samples[0][0], samples[-1][0]
    warm = first + min(LONGEST_WARM_UP, (last - first) * WARM_UP_SHARE)
    return [
        Trend.through(name, [(when, held[name]) for when, held in samples if when >= warm], limit)
        for name, limit in LIMITS.items()
    ]
