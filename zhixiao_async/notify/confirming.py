"""Confirmation of a notification by the gateway's own books, before a payment is credited."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable
from typing import Self, TypeAlias

import attrs

from ..checks import is_whole
from ..endpoints import OrderStatus
from ..errors import InvalidRequest
from ..messages.text import Text
from ..store.async_or_sync import call_for_future, is_blocking, maybe_await, require_package
from .form_fee import form_fee
from .payment import Payment
from .queries import ANOTHER_ORDER, Queries, QueryClient, names_another, not_confirmed

ExpectedFee: TypeAlias = Callable[[Payment], Awaitable[int] | int]
"""Your own lookup of what an order costs, in fen. Raise if you don't know the order."""


class Confirmation:
    """Asks ``order_query``, and ``order_query_form`` where a fee is expected.

    Args:
        clients: One for each merchant, all of the package whose service or sweep it is given to.
        expected_fee: What the order costs by your own books. A plain function runs in a thread
            where the clients are async. Where the gateway has no form entry for the order, the
            payment's ``fee`` stays None: its amount is unconfirmed.

    Raises:
        InvalidRequest: No client, or clients of both packages.
    """

    def __init__(self, *clients: QueryClient, expected_fee: ExpectedFee | None = None) -> None:
        self.queries = Queries(*clients)
        self._expected_fee = expected_fee
        self._asks_status = True

    def require(self, *, blocking: bool) -> None:
        """Check that its clients block as their caller does.

        Raises:
            InvalidRequest: They are of the other package.
        """
        require_package(
            "confirm", blocks=self.queries.blocking, must_block=blocking, has_clients=True
        )

    def of_paid_orders(self, pace: Callable[[], Awaitable[None]]) -> Self:
        """Return the same for orders that ``order_query`` has just found paid.

        Args:
            pace: Awaited before each query.
        """
        confirmation = copy.copy(self)
        confirmation.queries = self.queries.paced(pace)
        confirmation._asks_status = False
        return confirmation

    async def confirmed(self, payment: Payment) -> Payment:
        """Return the payment, with its ``fee`` if that is confirmed.

        Raises:
            NotConfirmed: Not paid by the gateway's books, another order's number, another fee, or
                the gateway can't say for the moment.
            ZhixiaoError: The gateway couldn't be asked.
        """
        self.queries.client_for(payment)
        if self._asks_status:
            await self._require_paid(payment)
        if self._expected_fee is None:
            return payment
        expected = await self._expected(self._expected_fee, payment)
        if not is_whole(expected):
            raise InvalidRequest("expected_fee", Text("rule.not_expected_fee"), given=expected)
        fee = await form_fee(self.queries, payment)
        if fee not in (None, expected):
            reason = Text("reason.fee_differs", fee=fee, expected=expected)
            raise not_confirmed(payment.out_trade_no, reason)
        return attrs.evolve(payment, fee=fee)

    async def _expected(self, lookup: ExpectedFee, payment: Payment) -> int:
        if self.queries.blocking or not is_blocking(lookup):
            return await maybe_await(lookup(payment))
        return await maybe_await(await asyncio.to_thread(call_for_future, lookup, payment))

    async def _require_paid(self, payment: Payment) -> None:
        state = await self.queries.order_query(payment, order_id=payment.order_id)
        if state.out_trade_no is None:
            # The order's owner must be known: the merchant's number is what gets credited.
            state = await self.queries.order_query(payment, out_trade_no=payment.out_trade_no)
        if names_another(state, payment):
            raise not_confirmed(payment.out_trade_no, ANOTHER_ORDER)
        if state.status != OrderStatus.PAID:
            reason = Text("reason.status_queried", status=state.status.name)
            raise not_confirmed(payment.out_trade_no, reason)


def require_confirmation(confirm: object, *, blocking: bool) -> None:
    """Check what is to ask the gateway: a client by itself can't, nor one of the other package.

    Raises:
        InvalidRequest: It is no :class:`Confirmation`, or its clients are of the other package.
    """
    if not isinstance(confirm, Confirmation):
        raise InvalidRequest("confirm", Text("rule.not_confirmation"), given=type(confirm))
    confirm.require(blocking=blocking)
