"""Payments that never notified: the merchant's own unpaid orders, queried one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic
from typing import TypeVar

import attrs
from attrs import field

from ..checks import duration
from ..endpoints import OrderQueryResult, OrderStatus
from ..errors import BadReply, GatewayError, NoReply, NotSent, ZhixiaoError
from ..fields import NumericId
from ..messages.text import Text
from ..store.async_or_sync import is_blocking, maybe_await, require_package
from .callables import require_handler
from .confirming import Confirmation, require_confirmation
from .crediting import Handler
from .inbox import Inbox, require_async_inbox
from .metrics import Outcome
from .payment import Payment
from .queries import SPELLED_OUT_NOWHERE, QueryClient, not_confirmed

ConnectionT = TypeVar("ConnectionT")

GIVE_UP_AFTER = 5
"""Queries in a row that the gateway leaves unanswered."""


@attrs.frozen(kw_only=True)
class SweepResult:
    """The orders of a sweep, by ``out_trade_no``.

    Attributes:
        handled: Paid; the handler ran now.
        duplicate: Paid, and handled before or by somebody else meanwhile.
        unpaid: Not paid, or failed.
        failed: The query failed, the gateway named a status that the document doesn't list or an
            ``order_id`` that came as a JSON number, or the handler raised: with the error.
        unasked: Not queried, since the gateway had stopped answering.
    """

    handled: list[str] = field(factory=list)
    duplicate: list[str] = field(factory=list)
    unpaid: list[str] = field(factory=list)
    failed: dict[str, Exception] = field(factory=dict)
    unasked: list[str] = field(factory=list)


async def sweep(
    client: QueryClient,
    pending: Iterable[str],
    inbox: Inbox[ConnectionT],
    handler: Handler[ConnectionT],
    *,
    confirm: Confirmation | None = None,
    pace: float = 0.2,
) -> SweepResult:
    """Query each of your unpaid orders, and handle those that are paid (section 2.2).

    Safe to run on several machines at once and beside the notifications: each payment goes
    through the inbox. One order that fails doesn't stop the rest; a gateway that leaves five
    queries in a row unanswered does.

    Args:
        client: The merchant's.
        pending: Your own numbers (``out_trade_no``) of orders that aren't paid by your books.
        inbox: The one that the notifications go through.
        handler: The one that the notifications have.
        confirm: As for notifications; the status is queried in any case, and once.
        pace: Least seconds between two queries, those of ``confirm`` too. A query that a client
            repeats by its ``RetryPolicy`` counts as one.

    Raises:
        InvalidRequest: ``pace`` isn't a number of seconds, 0 or more; or ``client`` or ``confirm``
            is of the other package; or the handler can't be called with a payment and a
            connection.
    """
    require_async_inbox(inbox)
    return await sweeping(client, pending, inbox, handler, confirm, pace, asyncio.sleep)


async def sweeping(
    client: QueryClient,
    pending: Iterable[str],
    inbox: Inbox[ConnectionT],
    handler: Handler[ConnectionT],
    confirm: Confirmation | None,
    pace: float,
    sleep: Callable[[float], Awaitable[None] | None],
) -> SweepResult:
    """Run a sweep with the caller's way of sleeping."""
    blocking = inbox.store.blocking
    require_package("client", blocks=is_blocking(client.order_query), must_block=blocking)
    require_handler(handler, blocking=blocking)
    wait = pacer(pace, sleep)
    if confirm is not None:
        require_confirmation(confirm, blocking=blocking)
        confirm = confirm.of_paid_orders(wait)
    result = SweepResult()
    unanswered = 0
    for number in pending:
        if unanswered >= GIVE_UP_AFTER:
            result.unasked.append(number)
            continue
        await wait()
        try:
            state = await maybe_await(client.order_query(out_trade_no=number))
        except ZhixiaoError as error:
            result.failed[number] = error
            unanswered = unanswered + 1 if is_no_answer(error) else 0
            continue
        unanswered = 0
        if state.status in (OrderStatus.UNPAID, OrderStatus.FAILED):
            result.unpaid.append(number)
            continue
        try:
            payment = _paid(client.app_id, number, state)
            outcome = await inbox.handle(payment, handler, confirm=confirm)
        except Exception as error:  # the handler's; the inbox has logged it
            result.failed[number] = error
        else:
            (result.handled if outcome is Outcome.HANDLED else result.duplicate).append(number)
    return result


def is_no_answer(error: ZhixiaoError) -> bool:
    """Return whether an error of a query leaves open what was asked."""
    if isinstance(error, GatewayError):
        return error.says_nothing
    return isinstance(error, NoReply | NotSent | BadReply)


def _paid(app_id: str, number: str, state: OrderQueryResult) -> Payment:
    """Return the payment to credit.

    Raises:
        NotConfirmed: Its status isn't known, or its ``order_id`` came as a JSON number.
    """
    if state.status != OrderStatus.PAID:
        raise not_confirmed(number, Text("reason.status_queried", status=state.status.name))
    if isinstance(state.order_id, NumericId):
        raise not_confirmed(number, SPELLED_OUT_NOWHERE)
    return Payment.found(app_id, number, state)


def pacer(
    pace: float, sleep: Callable[[float], Awaitable[None] | None]
) -> Callable[[], Awaitable[None]]:
    """Return a function that waits until so many seconds have passed since it last returned.

    Raises:
        InvalidRequest: ``pace`` isn't a number of seconds from 0 to a day.
    """
    duration(zero=True, maximum=86400).require("pace", pace)
    due = monotonic()

    async def wait() -> None:
        nonlocal due
        if (early := due - monotonic()) > 0:
            await maybe_await(sleep(early))
        due = monotonic() + pace

    return wait
