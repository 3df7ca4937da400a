"""Days exported by processes of this machine.

Each is a program of its own beside this one, and not a pool's: a death is known to be that of one
day, nothing of the caller's program is run again, and a process ends with its parent, even if that
was killed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import attrs

from ...messages.text import Text
from ..errors import ExportFailed
from .attempt import failed
from .export_day import DayResult, DayTask
from .frames import HEAD, pack, unpack
from .lanes import Workers
from .worker import WorkerSettings

_PROGRAM = f"{__package__}.worker_process"

_MOST_DEATHS = 3
"""Processes that may die over a day, before it has failed."""


@asynccontextmanager
async def processes(settings: WorkerSettings, number: int) -> AsyncIterator[Workers]:
    """Start processes when there is a day for them; have none left in the end.

    Args:
        settings: What each has to know.
        number: Of processes.
    """
    everyone = [WorkerProcess(settings) for _ in range(number)]
    idle = [*everyone]

    async def export(task: DayTask) -> DayResult:
        worker = idle.pop()
        try:
            return await worker.export(task)
        finally:
            idle.append(worker)

    try:
        yield Workers(export, lambda: number, settings.limit)
    finally:
        await asyncio.gather(*(worker.close() for worker in everyone))


class WorkerProcess:
    """A process that exports one day at a time, and another in its place after a death.

    Args:
        settings: What it has to know.
    """

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._program: _Program | None = None

    async def export(self, task: DayTask) -> DayResult:
        """Export a day; return what became of it.

        A day whose process dies is begun again, a few times.
        """
        status = 0
        for _ in range(_MOST_DEATHS):
            try:
                if self._program is None:
                    self._program = await _start(self._settings)
                return await self._program.ask(task)
            except (asyncio.IncompleteReadError, ConnectionError):
                status = await self._bury()
        died = Text("export.worker_died", day=task.day, times=_MOST_DEATHS, status=status)
        return failed(task, ExportFailed(died))

    async def close(self) -> None:
        """End the process: at once if it has a day in hand, which then isn't exported."""
        if self._program is not None:
            self._program.end()
            await self._bury()

    async def _bury(self) -> int:
        program, self._program = self._program, None
        return await program.wait() if program is not None else 0


@attrs.define
class _Program:
    _process: Process
    _requests: asyncio.StreamWriter
    _replies: asyncio.StreamReader
    _is_busy: bool = False

    async def ask(self, task: DayTask) -> DayResult:
        self._is_busy = True
        self._requests.write(pack(task))
        await self._requests.drain()
        (length,) = HEAD.unpack(await self._replies.readexactly(HEAD.size))
        result: DayResult = unpack(await self._replies.readexactly(length))
        self._is_busy = False
        return result

    def end(self) -> None:
        if self._is_busy and self._process.returncode is None:
            self._process.kill()

    async def wait(self) -> int:
        """Return the exit status: negative for the signal that killed it."""
        self._requests.close()
        await self._replies.read()
        return await self._process.wait()


async def _start(settings: WorkerSettings) -> _Program:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _PROGRAM),
        stdin=PIPE,
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,  # so that Ctrl-C in a terminal is left to this process
    )
    requests = cast("asyncio.StreamWriter", process.stdin)
    requests.write(pack(settings))
    return _Program(process, requests, cast("asyncio.StreamReader", process.stdout))
