"""One day of one merchant: looked up, read if it has to be, written if it is another."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import date, datetime
from enum import StrEnum

import attrs
import pyarrow as pa

from ...client import Client
from ...errors import ZhixiaoError
from ...messages.text import Text
from ...store.shield import shielded
from ...version import own_version
from ..errors import ExportDamaged, ExportFailed
from ..receipts import Receipt
from ..schema import DAY_SCHEMA
from ..sums import sums_of
from ..targets.target import Target
from .changes import changes
from .day_reader import DayReading, read_day


class DayState(StrEnum):
    """What an export did with a day."""

    WRITTEN = "written"
    """Read for the first time, or in the place of a day that is damaged."""
    CHANGED = "changed"
    """Read again, with other rows than before."""
    UNCHANGED = "unchanged"
    """Read again, with the same rows."""
    KEPT = "kept"
    """Final and whole: neither read nor written."""
    FAILED = "failed"
    """Couldn't be exported; what stood in its place still does."""


@attrs.frozen(kw_only=True)
class DayResult:
    """What became of a day.

    Attributes:
        merchant: As it was given: a prefix of environment variables, or the merchant's id.
        day: The day.
        state: What was done.
        receipt: The day's receipt; None if it has none.
        error: The reason of a failure; None for the other states.
    """

    merchant: str
    day: date
    state: DayState
    receipt: Receipt | None = None
    error: ZhixiaoError | None = None


@attrs.frozen(kw_only=True)
class DayTask:
    """A day to be exported. Small, and without a secret: it may go to another machine.

    Attributes:
        merchant: The prefix of the environment variables that have the merchant's credentials.
        day: The day.
        read_again: Whether a final day is read again as well.
        begun_at: When the export began: a day that was read since then isn't read once more.
        page_size: Rows a page.
        concurrency: Pages in flight.
    """

    merchant: str
    day: date
    read_again: bool
    begun_at: datetime
    page_size: int
    concurrency: int


async def export_day(
    task: DayTask,
    client: Client,
    target: Target,
    turn: AbstractAsyncContextManager[object] = nullcontext(),  # noqa: B008 - holds nothing
) -> DayResult:
    """Export a day.

    Args:
        task: The day.
        client: The merchant's.
        target: Where it goes.
        turn: Entered while the day is read.

    Raises:
        ZhixiaoError: It couldn't be read, or written; nothing was replaced.
        OSError: The target can't be written.
    """
    known = await asyncio.to_thread(target.receipt, client.app_id, task.day)
    if known is not None and not _has_to_be_read(task, known):
        return _result(task, DayState.KEPT, known)
    async with turn:
        reading = await read_day(
            client, task.day, page_size=task.page_size, concurrency=task.concurrency
        )
    write = asyncio.to_thread(_write, task, client.app_id, target, reading, known)
    return await shielded(asyncio.ensure_future(write))


def _has_to_be_read(task: DayTask, known: Receipt) -> bool:
    return (known.is_open or task.read_again) and known.begun_at < task.begun_at


def _write(
    task: DayTask, app_id: str, target: Target, reading: DayReading, known: Receipt | None
) -> DayResult:
    table = _day_table(app_id, reading)
    receipt = _receipt(app_id, reading, table)
    if receipt.rows + receipt.seam_rows != receipt.total_size:
        rows = {"rows": receipt.rows + receipt.seam_rows, "total_size": receipt.total_size}
        raise ExportFailed(Text("export.rows_differ", app_id=app_id, day=receipt.day, **rows))
    before = None if known is None else _read(target, known)
    if known is None or before is None:
        return _result(task, DayState.WRITTEN, target.write(table, receipt))
    changed = changes(before, table)
    if changed is None and not known.is_open and known.total_size == receipt.total_size:
        return _result(task, DayState.UNCHANGED, known)
    state = DayState.UNCHANGED if changed is None else DayState.CHANGED
    return _result(task, state, target.write(table, attrs.evolve(receipt, changes=changed)))


def _read(target: Target, known: Receipt) -> pa.Table | None:
    """Return a day as it stands; None if that is damaged, and has to make room for a new one."""
    try:
        return target.read(known.app_id, known.day)
    except ExportDamaged:
        return None


def _day_table(app_id: str, reading: DayReading) -> pa.Table:
    rows = reading.orders.num_rows
    whose = pa.repeat(pa.scalar(app_id), rows)
    day = pa.repeat(pa.scalar(reading.day, pa.date32()), rows)
    return pa.Table.from_arrays([whose, day, *reading.orders.columns], schema=DAY_SCHEMA)


def _receipt(app_id: str, reading: DayReading, table: pa.Table) -> Receipt:
    return Receipt(
        app_id=app_id,
        day=reading.day,
        rows=table.num_rows,
        total_size=reading.total_size,
        seam_rows=reading.seam_rows,
        sums=sums_of(table),
        is_open=reading.is_open,
        begun_at=reading.begun_at,
        version=own_version(),
    )


def _result(task: DayTask, state: DayState, receipt: Receipt) -> DayResult:
    return DayResult(merchant=task.merchant, day=task.day, state=state, receipt=receipt)
