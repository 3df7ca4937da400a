"""The exporting process, which is killed; and how long it took if it wasn't."""

from __future__ import annotations

import asyncio
import os
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from random import Random

import attrs

from tests.support.processes import children
from zhixiao_async.finance.export.run import export_orders

PREFIX = "ZHIXIAO_KILLS_"
DAYS = ("2026-03-01", "2026-03-06")
OPENED_LATE = [
    f"zhixiao_async.finance.targets.{name}" for name in ("parquet", "directory", "sql.database")
]
"""What an export imports only when it opens its target."""
RECHECK = 6
"""All days, so that each is replaced whenever a row came late."""


@attrs.frozen
class Job:
    """An export.

    Attributes:
        target: Where it goes.
        workers: Processes of the exporting one.
        dask: A scheduler's address.
    """

    target: str
    workers: int = 1
    dask: str | None = None


def work(job: Job, variables: dict[str, str]) -> None:
    """Export, in a process of its own; it ends with 1 if a day failed."""
    os.environ.update(variables)
    report = asyncio.run(
        export_orders(
            *(PREFIX, *DAYS, job.target),
            workers=job.workers,
            dask=job.dask,
            recheck=RECHECK,
            page_size=20,
        )
    )
    os._exit(0 if report.is_complete else 1)


@attrs.define
class Exporter:
    """Starts exporting processes and kills them.

    Args:
        chance: Random numbers for the moments.
    """

    chance: Random
    _context: ForkServerContext = attrs.field(factory=lambda: get_context("forkserver"))

    def __attrs_post_init__(self) -> None:
        self._context.set_forkserver_preload([__name__, *OPENED_LATE])

    def _start(self, job: Job) -> ForkServerProcess:
        # The server, which forks, may be older than the variables.
        variables = {key: value for key, value in os.environ.items() if key.startswith(PREFIX)}
        process = self._context.Process(target=work, args=(job, variables))
        process.start()
        return process

    def run(self, job: Job) -> None:
        """Export to the end.

        Raises:
            AssertionError: A day failed.
        """
        process = self._start(job)
        process.join()
        assert process.exitcode == 0, "an export that nobody killed isn't complete"

    def killed(self, job: Job, longest: float) -> bool:
        """Export, and kill the process with -9 at a moment up to so many seconds away.

        Returns:
            Whether it was killed before its end.
        """
        process = self._start(job)
        process.join(self.chance.uniform(0, longest))
        process.kill()
        process.join()
        return process.exitcode == -9

    def killed_worker(self, job: Job, longest: float, workers: list[int] | None) -> bool:
        """Export to the end, and kill one of the workers on the way.

        Args:
            job: The export.
            longest: Seconds until the kill, at most.
            workers: The process ids of a cluster's workers; None for the export's own processes.

        Returns:
            Whether there was one to be killed.

        Raises:
            AssertionError: A day failed.
        """
        process = self._start(job)
        process.join(self.chance.uniform(0, longest))
        if workers is None:
            workers = children(process.pid)
        if workers:
            os.kill(self.chance.choice(workers), 9)
        process.join()
        assert process.exitcode == 0, "an export whose worker was killed isn't complete"
        return bool(workers)
