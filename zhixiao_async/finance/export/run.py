"""Every day of every merchant: here, one after the other, or spread over workers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import attrs

from ...checks import whole
from ...client import Client
from ...errors import ZhixiaoError
from ...fields import BEIJING, Moment
from ...messages.text import Text
from ..errors import ExportFailed
from ..targets.opening import open_target
from ..targets.target import Target
from .days import days_of, is_over
from .export_day import DayResult, DayState, DayTask, export_day
from .merchants import Merchant, Merchants, merchants_of
from .report import ExportReport

Progress: TypeAlias = Callable[[DayResult], None]
"""Called with each day that is done."""

_LANES = 2
"""Days in hand: one is read while the one before it is written, on another thread."""

_MOST_FAILURES = 3
"""Days that may fail one after the other, before the rest of a merchant's isn't tried."""


async def export_orders(
    merchants: Merchants,
    begin: Moment,
    end: Moment,
    target: str | Path,
    *,
    format: str = "parquet",  # noqa: A002 - the name that pandas and pyarrow use
    limit: int = 8,
    recheck: int = 2,
    page_size: int = 1000,
    progress: Progress | None = None,
) -> ExportReport:
    """Export whole days, each verified, each done once.

    A day that is final and whole is neither read nor written again. An open day is read again
    every time, and the last ``recheck`` final days as well: what changed since is in the report.
    An export that was killed goes on where it stopped when it is called again.

    Args:
        merchants: Whose orders; see :data:`.merchants.Merchants`.
        begin: The first day.
        end: The last day, which is exported as well.
        target: A directory, a database's URL, a DuckDB file, or ``env:NAME`` for a variable that
            has one of these.
        format: Of the files in a directory: ``parquet``, ``csv`` or ``xlsx``.
        limit: Requests that are in flight at a time, for each merchant.
        recheck: Final days at the range's end that are read again.
        page_size: Rows a page.
        progress: Called with each day that is done, in the event loop.

    Returns:
        The report, also of the days that failed: ``is_complete`` says whether all are there.

    Raises:
        InvalidRequest: An argument makes no sense, or credentials are missing.
        ExportFailed: The target can't be written at all.
    """
    owners = merchants_of(merchants)
    whole().require("limit", limit)
    whole(minimum=0).require("recheck", recheck)
    days = days_of(begin, end)
    now = datetime.now(BEIJING)
    final = [day for day in days if is_over(day, now)]
    again = set(final[-recheck:]) if recheck else set()
    place = open_target(target, format)
    run = _Run(place, limit, progress)
    try:
        for owner in owners:
            tasks = [
                DayTask(
                    merchant=owner.name,
                    day=day,
                    read_again=day in again,
                    begun_at=now,
                    page_size=page_size,
                    concurrency=limit,
                )
                for day in days
            ]
            await run.export(owner, tasks)
    finally:
        place.close()
    return ExportReport(tuple(run.results), run.not_tried)


@attrs.define
class _Run:
    """The days of one export, as they are done."""

    _target: Target
    _limit: int
    _progress: Progress | None
    results: list[DayResult] = attrs.field(factory=list)
    _turn: asyncio.Lock = attrs.field(factory=asyncio.Lock)
    not_tried: int = 0

    async def export(self, owner: Merchant, tasks: list[DayTask]) -> None:
        """Export a merchant's days."""
        left = iter(tasks)
        begun = len(self.results)
        async with owner.open_client(self._limit) as client:
            lanes = [asyncio.create_task(self._lane(client, left, begun)) for _ in range(_LANES)]
            try:
                await asyncio.gather(*lanes)
            finally:
                for lane in lanes:
                    lane.cancel()
                await asyncio.gather(*lanes, return_exceptions=True)
        self.not_tried += len(list(left))

    async def _lane(self, client: Client, left: Iterator[DayTask], begun: int) -> None:
        while not self._gives_up(begun) and (task := next(left, None)) is not None:
            result = await attempt(task, client, self._target, self._turn)
            self.results.append(result)
            if self._progress is not None:
                self._progress(result)

    def _gives_up(self, begun: int) -> bool:
        last = self.results[begun:][-_MOST_FAILURES:]
        failed = [result.state is DayState.FAILED for result in last]
        return len(failed) == _MOST_FAILURES and all(failed)


async def attempt(
    task: DayTask,
    client: Client,
    target: Target,
    turn: AbstractAsyncContextManager[object] = nullcontext(),  # noqa: B008 - holds nothing
) -> DayResult:
    """Export a day; return what became of it, also if that is a failure."""
    try:
        return await export_day(task, client, target, turn)
    except ZhixiaoError as error:
        failure = error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        text = Text("export.not_written", day=task.day, reason=reason)
        failure = ExportFailed(text)
    return DayResult(merchant=task.merchant, day=task.day, state=DayState.FAILED, error=failure)
