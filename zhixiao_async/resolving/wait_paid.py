"""Querying an order until it has been paid: often at first, ever less often later."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic

from ..checks import duration
from ..endpoints import OrderQueryResult, OrderStatus
from ..errors import GatewayError, NoReply, NotSent

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 15.0
GROWTH = 1.3
LAST_QUERY = 5.0
"""Minimum seconds for one query: the last one starts when the time is up."""


async def until_paid(
    query: Callable[[float], Awaitable[OrderQueryResult]],
    timeout: float,  # noqa: ASYNC109 - each query is given what is left of it
    closed: Callable[[], bool],
) -> OrderQueryResult:
    """Query until the order is paid or has failed, or the time is up.

    Args:
        query: Asks once, within the seconds given.
        timeout: Seconds.
        closed: Whether the client is closed: then no other query can be answered.

    Returns:
        The last answer.

    Raises:
        InvalidRequest: ``timeout`` isn't a number of seconds above 0.
        ZhixiaoError: As a query raised it; NoReply, NotSent and a passing refusal only if no
            query was answered.
    """
    steps = pauses(timeout)
    until = monotonic() + timeout
    latest: OrderQueryResult | NoReply | NotSent | GatewayError | None = None
    while True:
        retry_after = 0.0
        try:
            latest = await query(max(until - monotonic(), LAST_QUERY))
        except (NoReply, NotSent, GatewayError) as unanswered:
            if closed() or (isinstance(unanswered, GatewayError) and not unanswered.passing):
                raise
            latest = latest if isinstance(latest, OrderQueryResult) else unanswered
            retry_after = getattr(unanswered, "retry_after", 0.0)
        pause = next(steps, None)
        if retry_after > until - monotonic():
            pause = None  # no query is welcome before the end
        if isinstance(latest, OrderQueryResult):
            if pause is None or latest.status in (OrderStatus.PAID, OrderStatus.FAILED):
                return latest
        elif pause is None:
            raise latest
        await sleep(max(pause, retry_after))


def pauses(timeout: float) -> Iterator[float]:
    """Seconds to sleep before each further query; the last is sent when the time is up.

    The time counts from this call, before the first query.

    Raises:
        InvalidRequest: ``timeout`` isn't a number of seconds above 0.
    """
    return _pauses(monotonic() + duration().require("timeout", timeout))


def _pauses(until: float) -> Iterator[float]:
    pause = FIRST_PAUSE
    while (left := until - monotonic()) > 0:
        yield min(pause, left)
        pause = min(pause * GROWTH, LONGEST_PAUSE)
