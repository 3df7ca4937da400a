"""A day's export with its outcome as a result: a failure is told of, and not raised."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext

from ...client import Client
from ...errors import ZhixiaoError
from ...messages.text import Text
from ..errors import ExportFailed
from ..targets.target import Target
from .export_day import DayResult, DayState, DayTask, export_day


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
        return failed(task, error)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return failed(task, ExportFailed(Text("export.not_written", day=task.day, reason=reason)))


def failed(task: DayTask, error: ZhixiaoError) -> DayResult:
    """Return the result of a day that couldn't be exported."""
    return DayResult(merchant=task.merchant, day=task.day, state=DayState.FAILED, error=error)
