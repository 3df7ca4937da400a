"""Looks until it is known, or the deadline has passed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta

from ..endpoints import OrderCancel, OrderCreate, OrderRefund, PiaojuCreate
from ..errors import InvalidRequest, OutcomeUnknown, ZhixiaoError
from .looks import Asks, look_for_cancel, look_for_order, look_for_receipt
from .refunds import RefundWatch
from .settlement import Look, Settlement, SettlePace, Sight, Verdict

_GROWTH = 1.2

_VERDICTS = {Sight.APPLIED: Verdict.APPLIED, Sight.NOT_APPLIED: Verdict.NOT_APPLIED}


async def settle(
    client: Asks,
    error: OutcomeUnknown,
    *,
    known_refunds: Iterable[int] | None,
    in_doubt: int,
    timeout: float | None,  # noqa: ASYNC109 - of a call that is cancelled by nobody
    pace: SettlePace,
) -> Settlement:
    """Find out what became of a request; arguments as ``Client.settle``."""
    if not isinstance(error, OutcomeUnknown):
        raise InvalidRequest("error", "must be an OutcomeUnknown", given=error)
    if error.applied:
        return Settlement(
            verdict=Verdict.APPLIED, explanation="the gateway signed a success for it"
        )
    looks = _looks(client, error, known_refunds, in_doubt)
    if looks is None:
        return Settlement(
            verdict=Verdict.UNKNOWN,
            explanation="the document has no query for it; ask by one of your own, or the vendor",
        )
    give_up = None if timeout is None else _now() + timedelta(seconds=timeout)
    return await _watch(looks, error.happened_at, pace, give_up)


def _looks(
    client: Asks, error: OutcomeUnknown, known_refunds: Iterable[int] | None, in_doubt: int
) -> Callable[[], Awaitable[Look]] | None:
    request = error.request
    if isinstance(request, OrderCreate):
        return lambda: look_for_order(client, request)
    if isinstance(request, OrderCancel):
        return lambda: look_for_cancel(client, request)
    if isinstance(request, PiaojuCreate):
        return lambda: look_for_receipt(client, request)
    if isinstance(request, OrderRefund):
        known = None if known_refunds is None else Counter(known_refunds)
        return RefundWatch(client, request, error.happened_at, known, in_doubt).look
    return None


async def _watch(
    look: Callable[[], Awaitable[Look]],
    since: datetime,
    pace: SettlePace,
    give_up: datetime | None,
) -> Settlement:
    deadline = since + timedelta(seconds=pace.deadline)
    due, pause = since + timedelta(seconds=pace.first_look), pace.pause
    seen = Look(Sight.UNCLEAR, "it wasn't looked for yet")
    while True:
        if give_up is not None and due > give_up:
            return _unknown(f"{seen.explanation}; the deadline isn't reached, so look again later")
        await asyncio.sleep(max(0.0, (due - _now()).total_seconds()))
        began = _now()
        try:
            seen = await look()
        except ZhixiaoError as error:
            seen = Look(Sight.UNCLEAR, f"the gateway couldn't be asked: {error.message}")
        if seen.sight in _VERDICTS:
            return _settlement(_VERDICTS[seen.sight], seen)
        if began >= deadline:
            absent = seen.sight is Sight.ABSENT
            return _settlement(Verdict.NOT_APPLIED if absent else Verdict.UNKNOWN, seen)
        due = max(_now(), min(_now() + timedelta(seconds=pause), deadline))
        pause = min(pause * _GROWTH, pace.longest_pause)


def _settlement(verdict: Verdict, seen: Look) -> Settlement:
    return Settlement(verdict=verdict, explanation=seen.explanation, order_id=seen.order_id)


def _unknown(explanation: str) -> Settlement:
    return Settlement(verdict=Verdict.UNKNOWN, explanation=explanation)


def _now() -> datetime:
    return datetime.now(UTC)
