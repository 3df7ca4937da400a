"""Payments that never notified: the merchant's own unpaid orders, asked for one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic
from typing import Any, TypeVar

import attrs
from attrs import field

from .._either import is_blocking, require_kind, settled
from .._numbers import duration
from ..endpoints import OrderQueryResult, OrderStatus
from ..errors import BadReply, GatewayError, NoReply, NotSent, ZhixiaoError
from ..fields import NumericId
from .confirming import SPELLED_OUT_NOWHERE, Asks, Confirmation, not_confirmed
from .inbox import Handler, Inbox, Outcome, refuse_blocking
from .payment import Payment

ConnectionT = TypeVar("ConnectionT")

GIVE_UP_AFTER = 5
"""Questions in a row that the gateway leaves unanswered."""


@attrs.frozen(kw_only=True)
class Swept:
    """What a sweep found, by ``out_trade_no``.

    Attributes:
        handled: Paid; the handler ran now.
        duplicate: Paid, and handled before or by somebody else meanwhile.
        unpaid: Not paid, or failed.
        failed: Couldn't be asked for, a status that the document doesn't list, an ``order_id``
            that came as a JSON number, or the handler raised: with the error.
        unasked: Not asked for, since the gateway had stopped answering.
    """

    handled: list[str] = field(factory=list)
    duplicate: list[str] = field(factory=list)
    unpaid: list[str] = field(factory=list)
    failed: dict[str, Exception] = field(factory=dict)
    unasked: list[str] = field(factory=list)


async def sweep(
    client: Asks,
    pending: Iterable[str],
    inbox: Inbox[ConnectionT],
    handler: Handler[ConnectionT],
    *,
    confirm: Confirmation | None = None,
    pace: float = 0.2,
) -> Swept:
    """Ask for each of your unpaid orders, and handle those that are paid (section 2.2).

    Safe to run on several machines at once and beside the notifications: each payment goes
    through the inbox. One that fails doesn't stop the rest; a gateway that leaves five questions
    in a row unanswered does.

    Args:
        client: Whose orders they are.
        pending: Your own numbers (``out_trade_no``) of orders that aren't paid by your books.
        inbox: The one that the notifications go through.
        handler: The one that the notifications have.
        confirm: As for notifications; the status is asked for in any case, and once.
        pace: Seconds between two questions at least, those of ``confirm`` too. What a client asks
            again by its ``RetryPolicy`` is one question.

    Raises:
        InvalidRequest: ``pace`` isn't a number of seconds, 0 or more; or ``client`` or ``confirm``
            is of the other package.
    """
    refuse_blocking(inbox)
    return await sweeping(client, pending, inbox, handler, confirm, pace, asyncio.sleep)


async def sweeping(
    client: Asks,
    pending: Iterable[str],
    inbox: Inbox[Any],
    handler: Handler[Any],
    confirm: Confirmation | None,
    pace: float,
    sleep: Callable[[float], Awaitable[None] | None],
) -> Swept:
    """The sweep itself, with the caller's way of sleeping."""
    blocking = inbox.store.blocking
    require_kind("client", given=is_blocking(client.order_query), blocking=blocking)
    turn = _turns(pace, sleep)
    if confirm is not None:
        confirm.require(blocking=blocking)
        confirm = confirm.of_found(turn)
    swept = Swept()
    unanswered = 0
    for number in pending:
        if unanswered >= GIVE_UP_AFTER:
            swept.unasked.append(number)
            continue
        await turn()
        try:
            state: OrderQueryResult = await settled(client.order_query(out_trade_no=number))
        except ZhixiaoError as error:
            swept.failed[number] = error
            unanswered = unanswered + 1 if _is_no_answer(error) else 0
            continue
        unanswered = 0
        if state.status in (OrderStatus.UNPAID, OrderStatus.FAILED):
            swept.unpaid.append(number)
            continue
        try:
            payment = _paid(client.app_id, number, state)
            outcome = await inbox.handle(payment, handler, confirm=confirm)
        except Exception as error:  # the handler's; the inbox has logged it
            swept.failed[number] = error
        else:
            (swept.handled if outcome is Outcome.HANDLED else swept.duplicate).append(number)
    return swept


def _is_no_answer(error: ZhixiaoError) -> bool:
    if isinstance(error, GatewayError):
        return error.says_nothing
    return isinstance(error, NoReply | NotSent | BadReply)


def _paid(app_id: str, number: str, state: OrderQueryResult) -> Payment:
    """What is to be credited.

    Raises:
        NotConfirmed: Its status isn't known, or its ``order_id`` is none to know it by.
    """
    if state.status != OrderStatus.PAID:
        raise not_confirmed(number, f"order_query says {state.status.name}")
    if isinstance(state.order_id, NumericId):
        raise not_confirmed(number, SPELLED_OUT_NOWHERE)
    return Payment.found(app_id, number, state)


def _turns(
    pace: float, sleep: Callable[[float], Awaitable[None] | None]
) -> Callable[[], Awaitable[None]]:
    """Waits, when called, until so many seconds have passed since the last call was let through."""
    duration("pace", pace, zero=True, maximum=86400)
    due = monotonic()

    async def turn() -> None:
        nonlocal due
        if (early := due - monotonic()) > 0:
            await settled(sleep(early))
        due = monotonic() + pace

    return turn
