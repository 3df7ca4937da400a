"""Days exported in this process: one is read while the one before it is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from ..targets.target import Target
from .attempt import attempt
from .clients import OpenClients
from .export_day import DayResult, DayTask
from .lanes import Workers
from .merchants import Merchant

_LANES = 2
"""Days in hand: one is read while the one before it is written, on another thread."""


@asynccontextmanager
async def here(merchants: Sequence[Merchant], target: Target, limit: int) -> AsyncIterator[Workers]:
    """Export in this event loop; close the target in the end, and the clients that are made here.

    Args:
        merchants: Whose days.
        target: Where they go.
        limit: Requests in flight.
    """
    reading = asyncio.Lock()
    clients = OpenClients(limit, merchants)

    async def export(task: DayTask) -> DayResult:
        return await attempt(task, await clients.get(task.merchant), target, reading)

    try:
        yield Workers(export, lambda: _LANES, limit)
    finally:
        await clients.close()
        target.close()
