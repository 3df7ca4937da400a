"""What a notification leaves in doubt, asked of the gateway before a payment is credited."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, Self, TypeAlias

import attrs

from .._either import called, is_blocking, require_kind, settled
from .._numbers import is_whole
from ..endpoints import FormOrder, OrderQueryResult, OrderStatus, PaymentNotification
from ..errors import InvalidRequest, NotConfirmed, RequestFailed
from ..fields import NumericId, may_be_one
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

    async def spelled_out(self, notification: PaymentNotification) -> PaymentNotification:
        """The notification with its numbers as ``order_query`` spells them out.

        Raises:
            NotConfirmed: The gateway knows another order by them, or spells them out nowhere.
            ZhixiaoError: The gateway couldn't be asked.
        """
        client = self._client_for(notification)
        if not isinstance(notification.order_id, NumericId):
            own = await self._own_number(client, notification)
            if own is not None:
                return attrs.evolve(notification, out_trade_no=own)
        number = str(notification.out_trade_no)
        state: OrderQueryResult = await self._ask(client.order_query, out_trade_no=number)
        told = notification.order_id, state.order_id
        if not may_be_one(*told):
            raise not_confirmed(number, _ANOTHER_ORDER)
        for order_id in told:
            if not isinstance(order_id, NumericId):
                return attrs.evolve(notification, order_id=order_id, out_trade_no=number)
        raise not_confirmed(number, SPELLED_OUT_NOWHERE)

    async def _own_number(self, client: Asks, notification: PaymentNotification) -> str | None:
        """The merchant's number of an order as it is spelled out; None if it isn't.

        Raises:
            NotConfirmed: The gateway knows another order by its ``order_id``.
        """
        number = notification.order_id
        state: OrderQueryResult = await self._ask(client.order_query, order_id=number)
        if _is_another(state, notification):
            raise not_confirmed(notification.out_trade_no, _ANOTHER_ORDER)
        return None if isinstance(state.out_trade_no, NumericId) else state.out_trade_no

    async def confirmed(self, payment: Payment) -> Payment:
        """The payment, with its ``fee`` if that is confirmed.

        Raises:
            NotConfirmed: Not paid by the gateway's books, another order's number, another fee, or
                the gateway can't say for the moment.
            ZhixiaoError: The gateway couldn't be asked.
        """
        client = self._client_for(payment)
        if self._asks_status:
            await self._paid(client, payment)
        if self._expected_fee is None:
            return payment
        expected = await self._expected(self._expected_fee, payment)
        if not is_whole(expected):
            raise InvalidRequest("expected_fee", "must give an int in fen", given=expected)
        fee = await self._fee(client, payment)
        if fee not in (None, expected):
            raise not_confirmed(
                payment.out_trade_no, f"the gateway has a fee of {fee} fen, {expected} is expected"
            )
        return attrs.evolve(payment, fee=fee)

    def _client_for(self, payment: Payment | PaymentNotification) -> Asks:
        client = self._clients.get(payment.app_id)
        if client is None:
            raise not_confirmed(
                payment.out_trade_no, f"no client was given for app_id {payment.app_id}"
            )
        return client

    async def _expected(self, lookup: ExpectedFee, payment: Payment) -> object:
        if self._blocking or not is_blocking(lookup):
            return await settled(lookup(payment))
        return await settled(await asyncio.to_thread(called, lookup, payment))

    async def _ask(self, question: Callable[..., Any], **number: str) -> Any:
        await self._turn()
        return await settled(question(**number))

    async def _paid(self, client: Asks, payment: Payment) -> None:
        state: OrderQueryResult = await self._ask(client.order_query, order_id=payment.order_id)
        if state.out_trade_no is None:
            # Whose order it is must be known: the merchant's number is what gets credited.
            state = await self._ask(client.order_query, out_trade_no=payment.out_trade_no)
        if _is_another(state, payment):
            raise not_confirmed(payment.out_trade_no, _ANOTHER_ORDER)
        if state.status != OrderStatus.PAID:
            raise not_confirmed(payment.out_trade_no, f"order_query says {state.status.name}")

    async def _fee(self, client: Asks, payment: Payment) -> int | None:
        entries = await self._entries(client, payment)
        if not entries:
            return None
        mine = [one for one in entries if may_be_one(one.order_id, payment.order_id)]
        if not all(map(_is_named, mine)):
            raise not_confirmed(payment.out_trade_no, SPELLED_OUT_NOWHERE)
        if not mine or any(_is_another(one, payment) for one in mine):
            raise not_confirmed(payment.out_trade_no, "order_query_form names another order")
        for one in mine:
            if one.status not in (None, OrderStatus.PAID):
                raise not_confirmed(
                    payment.out_trade_no, f"order_query_form says {one.status.name}"
                )
        fees = {one.fee for one in mine}
        if len(fees) > 1:
            raise not_confirmed(payment.out_trade_no, "order_query_form names several fees")
        return fees.pop()

    async def _entries(self, client: Asks, payment: Payment) -> list[FormOrder]:
        try:
            found: list[FormOrder] = await self._ask(
                client.order_query_form, order_id=payment.order_id
            )
        except RequestFailed as refusal:
            if refusal.says_nothing:
                raise not_confirmed(
                    payment.out_trade_no, "order_query_form can't say for the moment"
                ) from refusal
            # The document has no code for "there is no entry". It is assumed that a gateway may
            # say so by the general one, in words of its own.
            return []
        return found


async def spelled_out(
    notification: PaymentNotification, confirm: Confirmation | None
) -> PaymentNotification:
    """The notification, asked for where a number of it came as a JSON number and so is no key.

    Raises:
        NotConfirmed: There is nobody to ask, or the gateway spells the number out nowhere.
        ZhixiaoError: The gateway couldn't be asked.
    """
    told = {"order_id": notification.order_id, "out_trade_no": notification.out_trade_no}
    numeric = [name for name, number in told.items() if isinstance(number, NumericId)]
    if not numeric:
        return notification
    if confirm is None:
        known = _OWN_NUMBER if numeric == ["out_trade_no"] else ""
        raise not_confirmed(notification.out_trade_no, _NOBODY_TO_ASK.format(numeric[0]) + known)
    return await confirm.spelled_out(notification)


SPELLED_OUT_NOWHERE = (
    "the gateway names the order by a JSON number alone, which may have lost its leading zeros"
)
_NOBODY_TO_ASK = (
    "its {} is a JSON number, which may have lost its leading zeros: give the service a client to "
    "ask for it, confirm=Confirmation(client)"
)
_OWN_NUMBER = (
    ", or, if none of your numbers begins with 0, say so by NotificationReceiver(…, "
    "no_leading_zeros=True)"
)
_ANOTHER_ORDER = "order_query names another order"


def _is_another(told: OrderQueryResult | FormOrder, payment: Payment | PaymentNotification) -> bool:
    return not may_be_one(told.order_id, payment.order_id) or (
        told.out_trade_no is not None and not may_be_one(told.out_trade_no, payment.out_trade_no)
    )


def _is_named(told: FormOrder) -> bool:
    """Whether a number that came as text says which order it is."""
    spelled = told.order_id, told.out_trade_no
    return any(one is not None and not isinstance(one, NumericId) for one in spelled)


def not_confirmed(out_trade_no: str, reason: str) -> NotConfirmed:
    """The error for a payment that isn't to be credited, for a reason that quotes nothing of it."""
    error = NotConfirmed(
        f"the payment isn't confirmed, {reason}; it wasn't credited", out_trade_no=out_trade_no
    )
    error.reason = reason
    return error
