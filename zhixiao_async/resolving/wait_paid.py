"""Querying an order until it has been paid: often at first, ever less often later."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Awaitable, Callable, Iterator
from math import inf
from time import monotonic
from typing import TypeVar

import attrs

from ..checks import duration
from ..config import Timeouts
from ..endpoints import OrderQueryResult, OrderStatus
from ..errors import GatewayError, NoReply, NotSent

AnswerT = TypeVar("AnswerT")

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
    """Query until the order is paid or has failed, or the time is up; see :func:`until`."""
    final = (OrderStatus.PAID, OrderStatus.FAILED)
    return await until(query, lambda state: state.status in final, timeout, closed, sleep)


async def until(
    query: Callable[[float], Awaitable[AnswerT]],
    is_final: Callable[[AnswerT], bool],
    timeout: float,  # noqa: ASYNC109 - each query is given what is left of it
    closed: Callable[[], bool],
    sleep: Callable[[float], Awaitable[None]],
) -> AnswerT:
    """Query until an answer is final, or the time is up.

    Args:
        query: Asks once, within the seconds given.
        is_final: Whether an answer ends the wait.
        timeout: Seconds.
        closed: Whether the client is closed: then no other query can be answered.
        sleep: Lets seconds pass.

    Returns:
        The last answer.

    Raises:
        InvalidRequest: ``timeout`` isn't a number of seconds above 0.
        ZhixiaoError: As a query raised it; NoReply, NotSent and a passing refusal only if no
            query was answered.
    """
    steps = pauses(timeout)
    ends = monotonic() + timeout
    answers: list[AnswerT] = []
    while True:
        retry_after = 0.0
        missed: NoReply | NotSent | GatewayError | None = None
        try:
            answers = [await query(max(ends - monotonic(), LAST_QUERY))]
        except (NoReply, NotSent, GatewayError) as unanswered:
            if closed() or (isinstance(unanswered, GatewayError) and not unanswered.passing):
                raise
            missed = unanswered
            retry_after = getattr(unanswered, "retry_after", 0.0)
        pause = next(steps, None)
        if retry_after > ends - monotonic():
            pause = None  # no query is welcome before the end
        if answers:
            if pause is None or is_final(answers[0]):
                return answers[0]
        elif pause is None and missed is not None:
            raise missed
        await sleep(max(pause or 0.0, retry_after))


def within(timeouts: Timeouts, seconds: float) -> Timeouts:
    """Return timeouts whose deadline is at most so many seconds."""
    limit = min(seconds, timeouts.deadline or inf)
    return attrs.evolve(timeouts, deadline=limit if limit < inf else None)


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
