"""Elapsed time by a clock that nobody can set."""

from __future__ import annotations

import time

_SLEEPLESS: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def moment() -> float:
    """Return seconds since some fixed moment: of use only in differences, on this machine.

    It runs on while the machine sleeps, where the system has such a clock: what was waited for
    through a night is a night old.
    """
    return time.monotonic() if _SLEEPLESS is None else time.clock_gettime(_SLEEPLESS)
