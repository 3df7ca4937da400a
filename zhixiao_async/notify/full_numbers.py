"""Numbers of an order that came as JSON numbers, and so may have lost their leading zeros."""

from __future__ import annotations

import attrs

from ..endpoints import PaymentNotification
from ..fields import NumericId, may_be_one
from ..messages.text import Text
from .queries import ANOTHER_ORDER, SPELLED_OUT_NOWHERE, Queries, names_another, not_confirmed


async def with_full_numbers(
    notification: PaymentNotification, queries: Queries | None
) -> PaymentNotification:
    """Return the notification with its numbers as text, as ``order_query`` spells them.

    Raises:
        NotConfirmed: A number isn't text and there are no clients to ask for it, or the gateway
            knows another order by it, or never spells it as text.
        ZhixiaoError: The gateway couldn't be asked.
    """
    numbers = {"order_id": notification.order_id, "out_trade_no": notification.out_trade_no}
    numeric = [name for name, number in numbers.items() if isinstance(number, NumericId)]
    if not numeric:
        return notification
    if queries is None:
        own = numeric == ["out_trade_no"]
        key = "reason.nobody_to_ask_for_own" if own else "reason.nobody_to_ask"
        raise not_confirmed(notification.out_trade_no, Text(key, name=numeric[0]))
    if "order_id" not in numeric:
        number = await _own_number(queries, notification)
        if number is not None:
            return attrs.evolve(notification, out_trade_no=number)
    return await _by_own_number(queries, notification)


async def _own_number(queries: Queries, notification: PaymentNotification) -> str | None:
    """Return the merchant's number as ``order_query`` spells it; None if it isn't text there.

    Raises:
        NotConfirmed: The gateway knows another order by the notification's ``order_id``.
    """
    state = await queries.order_query(notification, order_id=notification.order_id)
    if names_another(state, notification):
        raise not_confirmed(notification.out_trade_no, ANOTHER_ORDER)
    return None if isinstance(state.out_trade_no, NumericId) else state.out_trade_no


async def _by_own_number(
    queries: Queries, notification: PaymentNotification
) -> PaymentNotification:
    number = str(notification.out_trade_no)
    state = await queries.order_query(notification, out_trade_no=number)
    order_ids = notification.order_id, state.order_id
    if not may_be_one(*order_ids):
        raise not_confirmed(number, ANOTHER_ORDER)
    for order_id in order_ids:
        if not isinstance(order_id, NumericId):
            return attrs.evolve(notification, order_id=order_id, out_trade_no=number)
    raise not_confirmed(number, SPELLED_OUT_NOWHERE)
