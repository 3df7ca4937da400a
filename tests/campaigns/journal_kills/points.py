"""Points at which a merchant's process is killed, planted in that process alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp

from zhixiao_async.journal.table import JournalTable

MONEY = ("/pay_api/order_refund", "/pay_api/piaoju/create")

# Class, method, and whether before or after its call; None is the class of the journal's store.
CALLS: dict[str, tuple[type[Any] | None, str, str]] = {
    "entry inserted, not committed": (None, "insert", "after"),
    "entry committed": (JournalTable, "begin", "after"),
    "entry released": (JournalTable, "release", "after"),
    "reply read": (JournalTable, "conclude", "before"),
    "outcome updated, not committed": (None, "update", "after"),
    "outcome committed": (JournalTable, "conclude", "after"),
    "resolved, not written": (JournalTable, "resolve", "before"),
    "resolved and committed": (JournalTable, "resolve", "after"),
}
CONNECTED, HEADERS = "connected, no byte sent", "headers sent"
ARRIVED, MADE = "all bytes sent, not made", "made, not answered"
RANDOM = "at random"
POINTS = [
    "entry inserted, not committed",
    "entry committed",
    "entry released",
    CONNECTED,
    HEADERS,
    ARRIVED,
    "resolved, not written",
    MADE,
    "resolved and committed",
    "reply read",
    "outcome updated, not committed",
    "outcome committed",
]
"""Resolving comes after points that leave something to resolve. At ARRIVED and MADE the gateway
kills, while it serves the request."""


class Countdown:
    """Kills its own process at the n-th call."""

    def __init__(self, nth: int) -> None:
        self._left = nth

    def __call__(self) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def plant(point: str, countdown: Countdown, store: type[Any]) -> None:
    """Run the countdown at a point of CALLS."""
    if point not in CALLS:
        return
    of, name, when = CALLS[point]
    owner = of or store
    original: Callable[..., Any] = getattr(owner, name)

    async def watched(*arguments: Any, **more: Any) -> Any:
        if when == "before":
            countdown()
        result = await original(*arguments, **more)
        if when == "after":
            countdown()
        return result

    setattr(owner, name, watched)


def traced(point: str, countdown: Countdown) -> aiohttp.TraceConfig:
    """Return a trace that runs the countdown while a refund or a receipt is sent."""
    trace = aiohttp.TraceConfig()

    async def started(_: Any, context: SimpleNamespace, params: Any) -> None:
        context.money = params.url.path in MONEY

    async def reached(_: Any, context: SimpleNamespace, __: Any) -> None:
        if context.money:
            countdown()

    trace.on_request_start.append(started)
    if point == CONNECTED:
        trace.on_connection_create_end.append(reached)
    if point == HEADERS:
        trace.on_request_headers_sent.append(reached)
    return trace
