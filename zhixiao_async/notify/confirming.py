"""What a notification leaves in doubt, asked of the gateway before a payment is credited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeAlias

import attrs

from .._either import settled
from ..endpoints import FormOrder, OrderQueryResult, OrderStatus
from ..errors import InvalidRequest, NotConfirmed, RequestFailed
from .payment import Payment

ExpectedFee: TypeAlias = Callable[[Payment], Awaitable[int] | int]
"""Your own lookup of what an order costs, in fen. Raise if you don't know the order."""


class Asks(Protocol):
    """The part of a client, async or sync, that is needed here."""

    @property
    def app_id(self) -> str:
        """Whose client it is."""
        ...

    @property
    def order_query(self) -> Callable[..., Any]:
        """Section 2.2."""
        ...

    @property
    def order_query_form(self) -> Callable[..., Any]:
        """Section 2.11."""
        ...


class Confirmation:
    """Asks ``order_query``, and ``order_query_form`` where a fee is expected.

    Args:
        clients: One for each merchant.
        expected_fee: What the order costs by your own books. Where the gateway has no form
            entry for the order, the payment's ``fee`` stays None: its amount is unconfirmed.

    Raises:
        InvalidRequest: No client.
    """

    def __init__(self, *clients: Asks, expected_fee: ExpectedFee | None = None) -> None:
        if not clients:
            raise InvalidRequest("clients", "must be one Client or more")
        self._clients = {client.app_id: client for client in clients}
        self._expected_fee = expected_fee

    async def confirmed(self, payment: Payment) -> Payment:
        """The payment, with its ``fee`` if that is confirmed.

        Raises:
            NotConfirmed: Not paid by the gateway's books, another order's number, another fee.
            ZhixiaoError: The gateway couldn't be asked.
        """
        client = self._clients.get(payment.app_id)
        if client is None:
            raise _not(payment, f"no client was given for app_id {payment.app_id}")
        await self._paid(client, payment)
        if self._expected_fee is None:
            return payment
        expected = await settled(self._expected_fee(payment))
        if isinstance(expected, bool) or not isinstance(expected, int):
            raise InvalidRequest("expected_fee", "must give an int in fen", given=expected)
        fee = await self._fee(client, payment)
        if fee not in (None, expected):
            raise _not(payment, f"the gateway has a fee of {fee} fen, {expected} is expected")
        return attrs.evolve(payment, fee=fee)

    async def _paid(self, client: Asks, payment: Payment) -> None:
        state: OrderQueryResult = await settled(client.order_query(order_id=payment.order_id))
        if state.out_trade_no is None:
            # Whose order it is must be known: the merchant's number is what gets credited.
            state = await settled(client.order_query(out_trade_no=payment.out_trade_no))
        if state.order_id != payment.order_id or state.out_trade_no not in (
            None,
            payment.out_trade_no,
        ):
            raise _not(payment, "order_query names another order")
        if state.status != OrderStatus.PAID:
            raise _not(payment, f"order_query says {state.status.name}")

    async def _fee(self, client: Asks, payment: Payment) -> int | None:
        try:
            entries: list[FormOrder] = await settled(
                client.order_query_form(order_id=payment.order_id)
            )
        except RequestFailed:  # a gateway may refuse to find nothing
            return None
        fees = {one.fee for one in entries if one.order_id == payment.order_id}
        if len(fees) > 1:
            raise _not(payment, "order_query_form names several fees")
        return fees.pop() if fees else None


def _not(payment: Payment, reason: str) -> NotConfirmed:
    return NotConfirmed(
        f"the payment isn't confirmed, {reason}; it wasn't credited",
        out_trade_no=payment.out_trade_no,
    )
