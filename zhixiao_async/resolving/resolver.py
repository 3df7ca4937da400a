"""Finding out what became of a request: which probe fits it, and until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from ..endpoints import OrderCancel, OrderCreate, OrderRefund, PiaojuCreate
from ..errors import InvalidRequest, OutcomeUnknown
from ..messages.text import Text
from .arguments import ResolveArgs
from .judge import Probe
from .pace import CLOCKS_DIFFER, ResolvePace
from .poller import Poller
from .probes import QueryClient, probe_cancel, probe_order, probe_receipt
from .refunds import RefundSearch
from .resolution import Resolution, Verdict


async def resolve(
    client: QueryClient,
    error: OutcomeUnknown,
    *,
    known_refunds: Iterable[int] | None,
    in_doubt: int,
    timeout: float | None,  # noqa: ASYNC109 - of a call that is cancelled by nobody
    pace: ResolvePace,
) -> Resolution:
    """Find out what became of a request; arguments as ``Client.resolve``."""
    if not isinstance(error, OutcomeUnknown):
        raise InvalidRequest("error", Text("rule.not_outcome_unknown"), given=error)
    args = ResolveArgs(known_refunds=known_refunds, in_doubt=in_doubt, timeout=timeout, pace=pace)
    if error.applied:
        return Resolution(verdict=Verdict.APPLIED, explanation=Text("found.signed"))
    probe = _probe_for(client, error, args)
    if probe is None:
        return Resolution(
            verdict=Verdict.UNKNOWN,
            explanation=Text("found.no_query"),
        )
    age = error.age()
    if age < -CLOCKS_DIFFER.total_seconds():
        raise InvalidRequest("happened_at", Text("rule.clock_behind", seconds=f"{-age:.0f}"))
    money = isinstance(error.request, OrderRefund | PiaojuCreate)
    deadline = args.pace.deadline if money else args.pace.order_deadline
    return await Poller(probe, age, args.pace, deadline, args.timeout).until_known()


def _probe_for(
    client: QueryClient, error: OutcomeUnknown, args: ResolveArgs
) -> Callable[[], Awaitable[Probe]] | None:
    request = error.request
    if isinstance(request, OrderCreate):
        return lambda: probe_order(client, request)
    if isinstance(request, OrderCancel):
        return lambda: probe_cancel(client, request)
    if isinstance(request, PiaojuCreate):
        return lambda: probe_receipt(client, request)
    if isinstance(request, OrderRefund):
        known = None if args.known_refunds is None else Counter(args.known_refunds)
        return RefundSearch(client, request, error, known, args.in_doubt).probe
    return None
