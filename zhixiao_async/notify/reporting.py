"""``on_error``: the user's own function, told of payments whose handling failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from ..endpoints import PaymentNotification
from ..messages.text import Text
from ..store.async_or_sync import call_for_future, is_blocking, maybe_await
from ..store.handler_results import of_plain_def
from .callables import require_function
from .log_lines import log_unreported
from .payment import Payment
from .receiver import Delivery

OnError: TypeAlias = Callable[
    [Payment | PaymentNotification, Exception, Delivery], Awaitable[object] | object
]
"""Your code: told of a payment that wasn't handled, of the error, and of the delivery."""

REPORT_WITHIN = 3.0
"""Seconds that an answer waits for ``on_error``: fewer than a gateway waits for its answer."""


def require_on_error(on_error: object, *, blocking: bool) -> None:
    """Check that ``on_error`` can be called with a payment, an error and a delivery.

    Raises:
        InvalidRequest: It can't be called so, or nothing of it would run then.
    """
    if on_error is not None:
        gets = Text("noun.on_error_gets")
        require_function("on_error", on_error, 3, gets, blocking=blocking)


async def report(
    on_error: OnError, payment: Payment | PaymentNotification, error: Exception, delivery: Delivery
) -> None:
    """Call ``on_error``, a plain function in a thread; log what it raises, and if it is too slow.

    It goes on in a task of its own, so that neither its end nor a cancellation of its own is the
    answer's.
    """

    async def call() -> None:
        if is_blocking(on_error):
            work = asyncio.to_thread(call_for_future, on_error, payment, error, delivery)
            await maybe_await(await work)
        else:
            await maybe_await(on_error(payment, error, delivery))

    task = asyncio.create_task(call())
    done, _ = await asyncio.wait({task}, timeout=REPORT_WITHIN)
    if not done:
        task.add_done_callback(_forget)
        task.cancel()
        log_unreported(payment, f"on_error took more than {REPORT_WITHIN:g} s")
    elif task.cancelled():
        log_unreported(payment, "on_error was cancelled")
    elif (raised := task.exception()) is not None:
        log_unreported(payment, raised)


def report_here(
    on_error: OnError, payment: Payment | PaymentNotification, error: Exception, delivery: Delivery
) -> None:
    """Call ``on_error``, a plain function, in this thread; log what it raises."""
    try:
        of_plain_def(on_error(payment, error, delivery))
    except (Exception, asyncio.CancelledError) as raised:
        log_unreported(payment, raised)


def _forget(task: asyncio.Task[None]) -> None:
    """Take a task's error, so that asyncio doesn't print it, with whatever it holds."""
    if not task.cancelled():
        task.exception()
