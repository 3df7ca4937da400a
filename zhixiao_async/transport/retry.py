"""Retries under a policy: which failures are tried again, how long after, and until when."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from ..config import RetryPolicy
from ..registry import Effect
from .failures import AttemptFailed, may_repeat

T = TypeVar("T")

_TENTHS = 10
LONGEST_RETRY_AFTER = 60.0
"""Seconds; a call that is asked to wait longer fails at once, and says so."""


class Budget:
    """The retries that a client has left, so that retries don't multiply the load of an outage."""

    def __init__(self, size: float) -> None:
        self._size = round(size * _TENTHS)
        self._left = self._size

    def take(self) -> bool:
        """Use one retry; return whether there was one."""
        if self._left < _TENTHS:
            return False
        self._left -= _TENTHS
        return True

    def give_back(self) -> None:
        """Earn a tenth of a retry, after a first attempt that succeeded."""
        self._left = min(self._size, self._left + 1)


class Deadline:
    """The moment at which a call must have ended, on the monotonic clock."""

    def __init__(self, seconds: float | None) -> None:
        self._until = None if seconds is None else monotonic() + seconds

    def remaining(self) -> float | None:
        """Return the seconds left, at least a millisecond; None without a limit."""
        return None if self._until is None else max(0.001, self._until - monotonic())

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the clock: time spent inside doesn't count."""
        began = monotonic()
        yield
        if self._until is not None:
            self._until += monotonic() - began

    def allows(self, pause: float) -> bool:
        """Return whether any time is left after a pause of so many seconds."""
        return self._until is None or monotonic() + pause < self._until


async def run_with_retries(
    attempt: Callable[[], Awaitable[T]],
    *,
    effect: Effect,
    policy: RetryPolicy,
    budget: Budget,
    deadline: Deadline,
) -> T:
    """Run ``attempt`` until it succeeds or may not be repeated; return its result.

    Raises:
        AttemptFailed: The last attempt's, with the number of attempts as its ``attempts``.
    """
    number = 1
    while True:
        try:
            result = await attempt()
        except AttemptFailed as failure:
            pause = max(_pause(policy, number), failure.retry_after)
            again = (
                number < policy.attempts
                and may_repeat(failure.stage, effect, policy)
                and failure.retry_after <= LONGEST_RETRY_AFTER
                and deadline.allows(pause)
                and budget.take()
            )
            if not again:
                failure.attempts = number
                raise
            await asyncio.sleep(pause)
            number += 1
        else:
            if number == 1:
                budget.give_back()
            return result


def _pause(policy: RetryPolicy, number: int) -> float:
    """Draw a pause in seconds, with full jitter up to a limit that doubles with each attempt."""
    limit = min(policy.max_backoff, policy.backoff * 2 ** min(number - 1, 32))
    return random.uniform(0, limit)  # noqa: S311 - spreads load, guards nothing
