"""A Dask cluster of two processes on this machine, whose workers are killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dask
from distributed import Client, LocalCluster, Worker

QUICK = {
    "distributed.scheduler.locks.lease-timeout": "2s",
    "distributed.scheduler.locks.lease-validation-interval": "500ms",
    # A cluster of this machine gives a worker up for good that isn't there so long after a death.
    "distributed.deploy.lost-worker-timeout": "1h",
    "logging": {"distributed": "critical"},
}


@contextmanager
def cluster() -> Iterator[LocalCluster]:
    """Run the cluster for the block."""
    with (
        dask.config.set(QUICK),
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as local,
    ):
        yield local


def settle(local: LocalCluster) -> None:
    """Wait until no worker has a day in hand: a killed export's are done to their end."""
    with Client(local) as client:
        # A worker that was just killed answers with an error, and is asked again.
        while any(client.run(_busy, on_error="return").values()):
            pass


def _busy(dask_worker: Worker) -> bool:
    return bool(dask_worker.active_threads)


def pids(local: LocalCluster) -> list[int]:
    """Return the process ids of the workers that are running now."""
    found = (nanny.process and nanny.process.pid for nanny in local.workers.values())
    return [pid for pid in found if pid]
