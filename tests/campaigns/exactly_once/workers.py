"""The worker processes: started, killed, and started again after each death."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from random import Random

import attrs

from tests.support.places import ROOT

from .worker import READY, Job


class Broken(Exception):
    """A worker ended in another way than by SIGKILL."""


class Workers:
    """Keeps one process alive for each job.

    Attributes:
        kills: Number of processes ended by SIGKILL.
    """

    def __init__(self, jobs: list[Job], fork_server: asyncio.subprocess.Process) -> None:
        self._jobs = jobs
        self._fork_server = fork_server
        self._pids: dict[int, int] = {}
        self._ready: set[int] = set()
        self._changed = asyncio.Condition()
        self.kills = 0

    async def wait_for_any(self) -> None:
        """Wait until a worker listens."""
        await self._until(lambda: bool(self._ready))

    async def wait_for_all(self) -> None:
        """Wait until all workers listen."""
        await self._until(lambda: len(self._ready) == len(self._jobs))

    async def kill(self, chance: Random) -> None:
        """Kill one of the listening workers, chosen at random, and wait until it is dead."""
        await self.wait_for_any()
        place = chance.choice(sorted(self._ready))
        pid = self._pids[place]
        self._ready.remove(place)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        await self._until(lambda: self._pids.get(place) != pid)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(condition)

    async def keep(self) -> None:
        """Run a worker for each job, and start it again after each death."""
        assert self._fork_server.stdout is not None
        for place in range(len(self._jobs)):
            self._start(place)
        async for line in self._fork_server.stdout:
            place, word, *number = line.decode().split()
            self._hear(int(place), word, *map(int, number))
            async with self._changed:
                self._changed.notify_all()

    def _start(self, place: int) -> None:
        assert self._fork_server.stdin is not None
        job = json.dumps([place, attrs.asdict(self._jobs[place])])
        self._fork_server.stdin.write(f"{job}\n".encode())

    def _hear(self, place: int, word: str, number: int = 0) -> None:
        if word == "began":
            self._pids[place] = number
        elif word == READY:
            self._ready.add(place)
        elif number == -signal.SIGKILL:
            self.kills += 1
            self._ready.discard(place)
            del self._pids[place]
            self._start(place)
        else:
            raise Broken(f"{self._jobs[place].server} worker ended with {number}")


@asynccontextmanager
async def run_workers(jobs: list[Job]) -> AsyncIterator[Workers]:
    """Run workers for the block; a worker that ends by itself breaks the block off."""
    fork_server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.campaigns.exactly_once.fork_server"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert fork_server.stdin is not None
    assert fork_server.stdout is not None
    workers = Workers(jobs, fork_server)
    try:
        async with asyncio.TaskGroup() as group:
            keeper = group.create_task(workers.keep())
            await workers.wait_for_all()
            yield workers
            keeper.cancel()
    finally:
        fork_server.stdin.close()
        await fork_server.stdout.read()  # its end comes when the last worker has ended
        await fork_server.wait()


def shared_port() -> socket.socket:
    """Return a socket that holds a port for the workers; nothing is delivered to it."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind(("127.0.0.1", 0))
    return sock
