"""What a notification leaves in doubt, asked of the gateway before a payment is credited."""

from __future__ import annotations

import asyncio
import copy
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, Self, TypeAlias

import attrs

from .._either import is_blocking, require_kind, settled
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


async def _at_once() -> None:
    """No turn to wait for."""


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

    def __init__(self, *clients: Asks, expected_fee: ExpectedFee | None = None) -> None:
        kinds = {is_blocking(client.order_query) for client in clients}
        if not kinds:
            raise InvalidRequest("clients", "must be one Client or more")
        if len(kinds) > 1:
            raise InvalidRequest("clients", "must all be of zhixiao_async, or all of zhixiao_sync")
        (self._blocking,) = kinds
        self._clients = {client.app_id: client for client in clients}
        self._expected_fee = expected_fee
        self._asks_status = True
        self._turn: Callable[[], Awaitable[None]] = _at_once

    def require(self, *, blocking: bool) -> None:
        """Check that its clients don't block an event loop, or that they need none.

        Raises:
            InvalidRequest: They are of the other package.
        """
        require_kind("confirm", given=self._blocking, blocking=blocking, verb="have clients")

    def of_found(self, turn: Callable[[], Awaitable[None]]) -> Self:
        """The same for what ``order_query`` has just found paid: its status isn't asked again.

        Args:
            turn: Awaited before each question.
        """
        one = copy.copy(self)
        one._asks_status, one._turn = False, turn
        return one

    async def confirmed(self, payment: Payment) -> Payment:
        """The payment, with its ``fee`` if that is confirmed.

        Raises:
            NotConfirmed: Not paid by the gateway's books, another order's number, another fee, or
                the gateway can't say for the moment.
            ZhixiaoError: The gateway couldn't be asked.
        """
        client = self._clients.get(payment.app_id)
        if client is None:
            raise _not(payment, f"no client was given for app_id {payment.app_id}")
        if self._asks_status:
            await self._paid(client, payment)
        if self._expected_fee is None:
            return payment
        expected = await self._expected(self._expected_fee, payment)
        if isinstance(expected, bool) or not isinstance(expected, int):
            raise InvalidRequest("expected_fee", "must give an int in fen", given=expected)
        fee = await self._fee(client, payment)
        if fee not in (None, expected):
            raise _not(payment, f"the gateway has a fee of {fee} fen, {expected} is expected")
        return attrs.evolve(payment, fee=fee)

    async def _expected(self, lookup: ExpectedFee, payment: Payment) -> object:
        def looked_up() -> Awaitable[int] | int:
            try:
                return lookup(payment)
            except StopIteration as error:  # which no future can hold: it would never be done
                raise RuntimeError("expected_fee raised StopIteration") from error

        if self._blocking or inspect.iscoroutinefunction(lookup):
            return await settled(lookup(payment))
        return await settled(await asyncio.to_thread(looked_up))

    async def _ask(self, question: Callable[..., Any], **number: str) -> Any:
        await self._turn()
        return await settled(question(**number))

    async def _paid(self, client: Asks, payment: Payment) -> None:
        state: OrderQueryResult = await self._ask(client.order_query, order_id=payment.order_id)
        if state.out_trade_no is None:
            # Whose order it is must be known: the merchant's number is what gets credited.
            state = await self._ask(client.order_query, out_trade_no=payment.out_trade_no)
        if _is_another(state, payment):
            raise _not(payment, "order_query names another order")
        if state.status != OrderStatus.PAID:
            raise _not(payment, f"order_query says {state.status.name}")

    async def _fee(self, client: Asks, payment: Payment) -> int | None:
        entries = await self._entries(client, payment)
        if not entries:
            return None
        mine = [one for one in entries if one.order_id == payment.order_id]
        if not mine or any(_is_another(one, payment) for one in mine):
            raise _not(payment, "order_query_form names another order")
        for one in mine:
            if one.status not in (None, OrderStatus.PAID):
                raise _not(payment, f"order_query_form says {one.status.name}")
        fees = {one.fee for one in mine}
        if len(fees) > 1:
            raise _not(payment, "order_query_form names several fees")
        return fees.pop()

    async def _entries(self, client: Asks, payment: Payment) -> list[FormOrder]:
        try:
            found: list[FormOrder] = await self._ask(
                client.order_query_form, order_id=payment.order_id
            )
        except RequestFailed as refusal:
            if refusal.passing:
                raise _not(payment, "order_query_form can't say for the moment") from refusal
            # The document has no code for "there is no entry". It is assumed that a gateway may
            # say so by the general one, in words of its own.
            return []
        return found


def _is_another(told: OrderQueryResult | FormOrder, payment: Payment) -> bool:
    return told.order_id != payment.order_id or (
        told.out_trade_no not in (None, payment.out_trade_no)
    )


def _not(payment: Payment, reason: str) -> NotConfirmed:
    error = NotConfirmed(
        f"the payment isn't confirmed, {reason}; it wasn't credited",
        out_trade_no=payment.out_trade_no,
    )
    error.reason = reason
    return error
