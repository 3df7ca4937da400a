"""A worker of one thread: it exports days, and keeps what it opened for the next one.

Nothing secret is sent to it. Credentials and a database's password are looked up where it runs.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext

import attrs

from ...errors import ZhixiaoError
from ..targets.columns import Header
from ..targets.opening import open_target
from ..targets.target import Target
from .attempt import attempt, failed
from .clients import OpenClients
from .export_day import DayResult, DayTask


@attrs.frozen(kw_only=True)
class WorkerSettings:
    """What a worker has to know beside its days. It travels, and has no secret in it.

    Attributes:
        target: As ``export_orders`` takes it.
        format: Of the files in a directory.
        header: Of those that have titles.
        limit: Connections of a client.
    """

    target: str
    format: str
    header: Header | None = None
    limit: int


class Worker:
    """Exports one day at a time, always in the same thread; close it in the end.

    Args:
        settings: What it has to know.
    """

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._runner = asyncio.Runner()
        self._clients = OpenClients(settings.limit)
        self._target: Target | None = None

    def export(
        self,
        task: DayTask,
        turn: AbstractAsyncContextManager[object] = nullcontext(),  # noqa: B008 - holds nothing
    ) -> DayResult:
        """Export a day; return what became of it, also if that is a failure."""
        return self._runner.run(self._export(task, turn))

    def close(self) -> None:
        """Close the clients, the target and the event loop."""
        self._runner.run(self._clients.close())
        self._runner.close()
        if self._target is not None:
            self._target.close()

    async def _export(self, task: DayTask, turn: AbstractAsyncContextManager[object]) -> DayResult:
        try:
            if self._target is None:
                settings = self._settings
                self._target = open_target(settings.target, settings.format, header=settings.header)
            client = await self._clients.get(task.merchant)
        except ZhixiaoError as error:
            return failed(task, error)
        return await attempt(task, client, self._target, turn)
