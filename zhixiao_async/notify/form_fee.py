"""The amount of a payment, confirmed by ``order_query_form`` (section 2.11)."""

from __future__ import annotations

from collections.abc import Sequence

from ..endpoints import FormOrder, OrderStatus
from ..errors import RequestFailed
from ..fields import NumericId, may_be_one
from ..messages.text import Text
from .payment import Payment
from .queries import SPELLED_OUT_NOWHERE, Queries, names_another, not_confirmed


async def form_fee(queries: Queries, payment: Payment) -> int | None:
    """Return the fee in fen that the gateway has for an order; None if it has no form entry.

    Raises:
        NotConfirmed: Its entries are of another order, unpaid or contradictory, or the gateway
            can't say for the moment.
        ZhixiaoError: The gateway couldn't be asked.
    """
    entries = await _entries(queries, payment)
    if not entries:
        return None
    own = [entry for entry in entries if may_be_one(entry.order_id, payment.order_id)]
    _require_paid_entries(own, payment)
    fees = {entry.fee for entry in own}
    if len(fees) > 1:
        raise not_confirmed(payment.out_trade_no, Text("reason.several_fees"))
    return fees.pop()


async def _entries(queries: Queries, payment: Payment) -> list[FormOrder]:
    try:
        return await queries.order_query_form(payment)
    except RequestFailed as refusal:
        if refusal.says_nothing:
            reason = Text("reason.form_unknown_for_now")
            raise not_confirmed(payment.out_trade_no, reason) from refusal
        # The document has no code for "there is no entry". It is assumed that a gateway may
        # say so by the general one, in words of its own.
        return []


def _require_paid_entries(own: Sequence[FormOrder], payment: Payment) -> None:
    if not all(map(_has_text_number, own)):
        raise not_confirmed(payment.out_trade_no, SPELLED_OUT_NOWHERE)
    if not own or any(names_another(entry, payment) for entry in own):
        raise not_confirmed(payment.out_trade_no, Text("reason.form_of_another"))
    for entry in own:
        if entry.status not in (None, OrderStatus.PAID):
            reason = Text("reason.status_in_form", status=entry.status.name)
            raise not_confirmed(payment.out_trade_no, reason)


def _has_text_number(entry: FormOrder) -> bool:
    """Return whether a number that came as text says which order an entry is of."""
    numbers = entry.order_id, entry.out_trade_no
    return any(number is not None and not isinstance(number, NumericId) for number in numbers)
