"""Asking until an order has been paid: often at first, ever less often later."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic

from ._numbers import duration
from .endpoints import OrderQueryResult, OrderStatus
from .errors import GatewayError, NoReply, NotSent

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 15.0
GROWTH = 1.3
LAST_LOOK = 5.0
"""Seconds that a look may take at least: the last one starts when the time is up."""


async def until_paid(
    look: Callable[[float], Awaitable[OrderQueryResult]],
    timeout: float,  # noqa: ASYNC109 - each look is given what is left of it
    closed: Callable[[], bool],
) -> OrderQueryResult:
    """Look until the order is paid or has failed, or the time is up.

    Args:
        look: Asks once, within so many seconds.
        timeout: Seconds.
        closed: Whether the client is: then no other look can be answered.

    Returns:
        The last look that was answered.

    Raises:
        InvalidRequest: ``timeout`` isn't a number of seconds above 0.
        ZhixiaoError: As a look raised it; NoReply, NotSent and a passing refusal only if no look
            was answered.
    """
    steps = pauses(timeout)
    until = monotonic() + timeout
    latest: OrderQueryResult | NoReply | NotSent | GatewayError | None = None
    while True:
        wish = 0.0
        try:
            latest = await look(max(until - monotonic(), LAST_LOOK))
        except (NoReply, NotSent, GatewayError) as unanswered:
            if closed() or (isinstance(unanswered, GatewayError) and not unanswered.passing):
                raise
            latest = latest if isinstance(latest, OrderQueryResult) else unanswered
            wish = getattr(unanswered, "retry_after", 0.0)
        pause = next(steps, None)
        if wish > until - monotonic():
            pause = None  # it asks to be left alone until after the end
        if isinstance(latest, OrderQueryResult):
            if pause is None or latest.status in (OrderStatus.PAID, OrderStatus.FAILED):
                return latest
        elif pause is None:
            raise latest
        await sleep(max(pause, wish))


def pauses(timeout: float) -> Iterator[float]:
    """Seconds to sleep before each further look; the last look is when the time is up.

    Raises:
        InvalidRequest: ``timeout`` isn't a number of seconds above 0.
    """
    return _pauses(duration("timeout", timeout))


def _pauses(timeout: float) -> Iterator[float]:
    until = monotonic() + timeout
    pause = FIRST_PAUSE
    while (left := until - monotonic()) > 0:
        yield min(pause, left)
        pause = min(pause * GROWTH, LONGEST_PAUSE)
