"""Days in hand, a few at a time, wherever they are exported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator

import attrs

from .export_day import DayResult, DayTask


@attrs.frozen
class Workers:
    """Those who export days.

    Attributes:
        export: Exports a day, and returns also a failure as its result.
        room: Returns how many days they take at a time, which may change.
        concurrency: Requests in flight that each day may have.
    """

    export: Callable[[DayTask], Awaitable[DayResult]]
    room: Callable[[], int]
    concurrency: int


async def in_lanes(tasks: Iterator[DayTask], workers: Workers) -> AsyncGenerator[DayResult, None]:
    """Yield the result of each day as it is done.

    A day is taken from ``tasks`` only when a worker is free for it, and when the results before it
    have been yielded: who reads these may end the tasks.
    """
    running: set[asyncio.Future[DayResult]] = set()
    done: set[asyncio.Future[DayResult]] = set()
    try:
        while True:
            while len(running) < workers.room() and (task := next(tasks, None)) is not None:
                running.add(asyncio.ensure_future(workers.export(task)))
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                yield each.result()
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, *done, return_exceptions=True)
