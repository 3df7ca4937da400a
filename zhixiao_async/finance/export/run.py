"""Every day of every merchant: exported here, by processes, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import aclosing
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from ...checks import whole
from ...fields import BEIJING, Moment
from ..targets.columns import Header
from .agenda import Agenda
from .crew import Crew, Dask
from .days import days_of, is_over
from .export_day import DayResult, DayTask
from .lanes import in_lanes
from .merchants import Merchant, Merchants, merchants_of
from .report import ExportReport

Progress: TypeAlias = Callable[[DayResult], None]
"""Called with each day that is done."""


async def export_orders(
    merchants: Merchants,
    begin: Moment,
    end: Moment,
    target: str | Path,
    *,
    format: str = "parquet",  # noqa: A002 - the name that pandas and pyarrow use
    header: Header | None = None,
    workers: int = 1,
    dask: Dask = None,
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
        header: The titles in CSV and XLSX files: ``zh`` for Chinese ones, as if it isn't given, or
            ``wire`` for the document's names of fields. Days that are there keep theirs.
        workers: Processes of this machine that export, each a day at a time. With more than one,
            merchants are given by prefix, and a database's password by ``env:NAME``: secrets are
            looked up by the process that uses them. One that is killed is replaced, and its day
            begun again.
        dask: The address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``, or a
            ``distributed.Client``: its workers export. They look secrets up as well, and write the
            target, which has to be one that all of them reach.
        limit: Requests that are in flight at a time, of all workers together. There are no more
            processes than this.
        recheck: Final days at the range's end that are read again.
        page_size: Rows a page.
        progress: Called with each day that is done, in the event loop.

    Returns:
        The report, also of the days that failed: ``is_complete`` says whether all are there.

    Raises:
        InvalidRequest: An argument makes no sense, or credentials are missing.
        ExportFailed: The Dask scheduler doesn't answer, or is lost; what is exported stays, and
            another call goes on.
    """
    owners = merchants_of(merchants)
    crew = Crew(workers, dask, limit)
    whole(minimum=0).require("recheck", recheck)
    days = days_of(begin, end)
    async with crew.open(owners, target, format, header, len(owners) * len(days)) as opened:
        agenda = Agenda(_tasks(owners, days, recheck, page_size, opened.concurrency))
        async with aclosing(in_lanes(agenda, opened)) as results:
            async for result in results:
                agenda.record(result)
                if progress is not None:
                    progress(result)
        return agenda.report()


def _tasks(
    owners: list[Merchant], days: list[date], recheck: int, page_size: int, concurrency: int
) -> Iterator[DayTask]:
    now = datetime.now(BEIJING)
    final = [day for day in days if is_over(day, now)]
    again = set(final[-recheck:]) if recheck else set()
    for owner in owners:
        for day in days:
            yield DayTask(
                merchant=owner.name,
                day=day,
                read_again=day in again,
                begun_at=now,
                page_size=page_size,
                concurrency=concurrency,
            )
