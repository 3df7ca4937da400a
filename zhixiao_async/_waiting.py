"""How often to ask whether an order has been paid: often at first, ever less often later."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from .errors import InvalidRequest

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 15.0
GROWTH = 1.3


def pauses(timeout: float) -> Iterator[float]:
    """Seconds to sleep before each further look; the last look is when the time is up.

    Raises:
        InvalidRequest: ``timeout`` isn't a number of seconds above 0.
    """
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
        raise InvalidRequest("timeout", "must be seconds above 0", given=timeout)
    return _pauses(timeout)


def _pauses(timeout: float) -> Iterator[float]:
    until = monotonic() + timeout
    pause = FIRST_PAUSE
    while (left := until - monotonic()) > 0:
        yield min(pause, left)
        pause = min(pause * GROWTH, LONGEST_PAUSE)
