"""Queries of the gateway about payments, by each merchant's own client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from ..endpoints import FormOrder, OrderQueryResult, PaymentNotification
from ..errors import InvalidRequest, NotConfirmed
from ..fields import may_be_one
from ..messages.text import Text
from ..store.async_or_sync import is_blocking, maybe_await
from .payment import Payment

Told: TypeAlias = Payment | PaymentNotification

SPELLED_OUT_NOWHERE = Text("reason.spelled_out_nowhere")
ANOTHER_ORDER = Text("reason.another_order")


class QueryClient(Protocol):
    """The part of a client, async or sync, that is needed here."""

    @property
    def app_id(self) -> str:
        """The merchant's id."""
        ...

    @property
    def order_query(self) -> Callable[..., Awaitable[OrderQueryResult] | OrderQueryResult]:
        """Section 2.2."""
        ...

    @property
    def order_query_form(self) -> Callable[..., Awaitable[list[FormOrder]] | list[FormOrder]]:
        """Section 2.11."""
        ...


async def _no_wait() -> None:
    """Let a query go at once."""


class Queries:
    """Queries by the clients of several merchants.

    Args:
        clients: One for each merchant, all of one package.
        pace: Awaited before each query.

    Raises:
        InvalidRequest: No client, or clients of both packages.
    """

    def __init__(
        self, *clients: QueryClient, pace: Callable[[], Awaitable[None]] = _no_wait
    ) -> None:
        kinds = {is_blocking(client.order_query) for client in clients}
        if not kinds:
            raise InvalidRequest("clients", Text("rule.not_clients"))
        if len(kinds) > 1:
            raise InvalidRequest("clients", Text("rule.clients_of_both_packages"))
        (self.blocking,) = kinds
        self._clients = {client.app_id: client for client in clients}
        self._pace = pace

    def paced(self, pace: Callable[[], Awaitable[None]]) -> Queries:
        """Return the same queries, with ``pace`` awaited before each."""
        return Queries(*self._clients.values(), pace=pace)

    async def order_query(self, payment: Told, **number: str) -> OrderQueryResult:
        """Query an order of the payment's merchant by one of its numbers.

        Raises:
            NotConfirmed: There is no client for the merchant.
            ZhixiaoError: The gateway couldn't be asked.
        """
        client = self.client_for(payment)
        await self._pace()
        return await maybe_await(client.order_query(**number))

    async def order_query_form(self, payment: Told) -> list[FormOrder]:
        """Query the form entries of the payment's order.

        Raises:
            NotConfirmed: There is no client for the merchant.
            ZhixiaoError: The gateway couldn't be asked.
        """
        client = self.client_for(payment)
        await self._pace()
        return await maybe_await(client.order_query_form(order_id=payment.order_id))

    def client_for(self, payment: Told) -> QueryClient:
        """Return the client of a payment's merchant.

        Raises:
            NotConfirmed: None was given.
        """
        client = self._clients.get(payment.app_id)
        if client is None:
            reason = Text("reason.no_client_for_it", app_id=payment.app_id)
            raise not_confirmed(payment.out_trade_no, reason)
        return client


def names_another(answer: OrderQueryResult | FormOrder, payment: Told) -> bool:
    """Return whether an answer names another order than the payment does."""
    own = answer.out_trade_no
    return not may_be_one(answer.order_id, payment.order_id) or (
        own is not None and not may_be_one(own, payment.out_trade_no)
    )


def not_confirmed(out_trade_no: str, reason: str) -> NotConfirmed:
    """Make the error of a payment that isn't to be credited, for a reason that quotes no payer."""
    message = Text("error.not_confirmed", reason=reason)
    error = NotConfirmed(message, out_trade_no=out_trade_no)
    error.reason = reason
    return error
