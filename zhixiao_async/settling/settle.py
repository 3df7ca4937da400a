"""Which request is looked for how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from ..endpoints import OrderCancel, OrderCreate, OrderRefund, PiaojuCreate
from ..errors import InvalidRequest, OutcomeUnknown
from .looks import Asks, look_for_cancel, look_for_order, look_for_receipt
from .refunds import RefundWatch
from .settlement import CLOCKS_DIFFER, Look, Settlement, SettlePace, Verdict
from .terms import Terms
from .watch import Watch


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
    terms = Terms(known_refunds=known_refunds, in_doubt=in_doubt, timeout=timeout, pace=pace)
    if error.applied:
        return Settlement(
            verdict=Verdict.APPLIED, explanation="the gateway signed a success for it"
        )
    look = _look(client, error, terms)
    if look is None:
        return Settlement(
            verdict=Verdict.UNKNOWN,
            explanation="the document has no query for it; ask by one of your own, or the vendor",
        )
    age = error.age()
    if age < -CLOCKS_DIFFER.total_seconds():
        rule = (
            f"must not lie ahead of this machine's clock, and is {-age:.0f} seconds: "
            "set the clocks of the machines right"
        )
        raise InvalidRequest("happened_at", rule)
    money = isinstance(error.request, OrderRefund | PiaojuCreate)
    deadline = terms.pace.deadline if money else terms.pace.order_deadline
    return await Watch(look, age, terms.pace, deadline, terms.timeout).until_known()


def _look(
    client: Asks, error: OutcomeUnknown, terms: Terms
) -> Callable[[], Awaitable[Look]] | None:
    request = error.request
    if isinstance(request, OrderCreate):
        return lambda: look_for_order(client, request)
    if isinstance(request, OrderCancel):
        return lambda: look_for_cancel(client, request)
    if isinstance(request, PiaojuCreate):
        return lambda: look_for_receipt(client, request)
    if isinstance(request, OrderRefund):
        known = None if terms.known_refunds is None else Counter(terms.known_refunds)
        return RefundWatch(client, request, error, known, terms.in_doubt).look
    return None
