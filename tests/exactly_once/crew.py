"""The worker processes: started, killed, and started again whenever one has died."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import attrs

from .worker import READY, Job

ROOT = Path(__file__).parents[2]


class Broken(Exception):
    """A worker ended otherwise than by SIGKILL."""


class Crew:
    """Keeps one process alive for each job, until :meth:`stop`."""

    def __init__(self, jobs: list[Job]) -> None:
        self._jobs = jobs
        self._ready: dict[int, asyncio.subprocess.Process] = {}
        self._killed: list[asyncio.subprocess.Process] = []
        self._changed = asyncio.Condition()

    @property
    def kills(self) -> int:
        """Processes that SIGKILL has ended."""
        return len(self._killed)

    async def someone(self) -> None:
        """Wait until a worker listens."""
        await self._until(lambda: bool(self._ready))

    async def everyone(self) -> None:
        """Wait until all workers listen."""
        await self._until(lambda: len(self._ready) == len(self._jobs))

    async def kill(self, chance: Random) -> None:
        """Kill a worker that listens, of those the seed's choice, and wait until it's dead."""
        await self.someone()
        process = self._ready.pop(chance.choice(sorted(self._ready)))
        process.kill()
        await self._until(lambda: process in self._killed)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(condition)

    async def keep(self, place: int) -> None:
        """Run a worker, again and again."""
        while True:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.exactly_once.worker",
                json.dumps(attrs.asdict(self._jobs[place])),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            try:
                await self._watch(place, process)
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()

    async def _watch(self, place: int, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        if (await process.stdout.readline()).decode().strip() == READY:
            self._ready[place] = process
            await self._tell()
        if await process.wait() != -signal.SIGKILL:
            raise Broken(f"{self._jobs[place].server} worker ended with {process.returncode}")
        self._killed.append(process)
        self._ready.pop(place, None)
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@asynccontextmanager
async def crew_of(jobs: list[Job]) -> AsyncIterator[Crew]:
    """A crew at work; a worker that breaks down breaks off the block."""
    crew = Crew(jobs)
    async with asyncio.TaskGroup() as group:
        keepers = [group.create_task(crew.keep(place)) for place in range(len(jobs))]
        await crew.everyone()
        yield crew
        for keeper in keepers:
            keeper.cancel()


def shared_port() -> socket.socket:
    """A socket that holds a port for the workers; nothing is delivered to it itself."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind(("127.0.0.1", 0))
    return sock
