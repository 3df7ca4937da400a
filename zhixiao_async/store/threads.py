"""Work that isn't let go of before its end: a statement in a thread, a commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import copy_context
from typing import TypeVar

from .._either import called

T = TypeVar("T")


async def in_thread(
    executor: Executor,
    function: Callable[..., T],
    *arguments: object,
    then: Callable[[], object] | None = None,
) -> T:
    """Run the function in a thread and in this context, to its end even when cancelled."""
    context = copy_context()
    # No task: asyncio.run cancels those at its end, and the thread would go on all the same.
    work = asyncio.get_running_loop().run_in_executor(
        executor, lambda: context.run(called, function, *arguments)
    )
    return await to_the_end(work, then)


async def to_the_end(
    work: asyncio.Future[T],
    then: Callable[[], object] | None = None,
    *,
    patience: float | None = None,
) -> T:
    """Wait for it even when cancelled; the cancellation is raised afterwards.

    Args:
        work: What is waited for.
        then: Called when it has succeeded, before a cancellation is raised.
        patience: Seconds that it still gets when cancelled; None means all that it needs.
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
    if not work.cancelled() and work.exception() is None and then is not None:
        then()
    if cancelled is not None:
        raise cancelled
    return work.result()
