"""Waiting for work to its end, even when cancelled: a statement in a thread, a commit."""

from __future__ import annotations

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def shielded(work: asyncio.Future[T], *, patience: float | None = None) -> T:
    """Wait for work to its end even when cancelled; the cancellation is raised afterwards.

    Args:
        work: The work that is under way.
        patience: Seconds that the work still has after a cancellation; None: all that it needs.
    """
    cancelled: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait([work], timeout=None if cancelled is None else patience)
        except asyncio.CancelledError as error:
            cancelled = error
        else:
            if not work.done():
                work.cancel()
                patience = None
    if cancelled is None:
        return work.result()
    if not work.cancelled():
        work.exception()  # asyncio would log one that nobody has asked for
    raise cancelled
