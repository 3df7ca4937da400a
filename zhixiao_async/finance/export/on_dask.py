"""Days exported by the workers of a Dask cluster.

Days go to the scheduler a few at a time, so that it never holds millions of them. What a worker
opened for a day it keeps for the next one, in each of its threads. All workers together keep the
limit by a semaphore of the scheduler's; the lease of a worker that was killed comes back by itself
(``distributed.scheduler.locks.lease-timeout``, 30 seconds unless set otherwise).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any
from uuid import uuid4

import attrs
import distributed
from distributed.comm.core import CommClosedError
from distributed.scheduler import KilledWorker

from ...errors import InvalidRequest
from ...messages.text import Text
from ..errors import ExportFailed
from .attempt import failed
from .export_day import DayResult, DayTask
from .lanes import Workers
from .worker import Worker, WorkerSettings

_distributed: Any = distributed
"""Hardly any of its functions say their types."""

_LOST = (CancelledError, CommClosedError, OSError, TimeoutError)
"""What a call ends with when the scheduler is gone, or has forgotten what it was asked for."""

_MOST_DEATHS = 5
"""Times that Dask may give a day up. It does so when four workers died that had the day in hand or
in their queue, so an innocent one has twenty deaths beside it."""

_AHEAD = 2
"""Days at the scheduler for each thread of the cluster: one in hand, and one that is next."""

_PATIENCE = 2.0
"""Seconds for the cluster to take leave; it may be gone."""


@attrs.frozen(kw_only=True)
class Order:
    """What a day's task has to know beside the day. It travels, and has no secret in it.

    Attributes:
        run: The export's own name, and its semaphore's.
        leases: Days that may be read at a time.
        settings: The worker's.
    """

    run: str
    leases: int
    settings: WorkerSettings


@asynccontextmanager
async def on_dask(dask: object, settings: WorkerSettings) -> AsyncIterator[Workers]:
    """Export on a cluster, by a connection of its own, which is closed in the end.

    Args:
        dask: The scheduler's address, or a client of it.
        settings: What the workers have to know; its limit is that of all of them together.

    Raises:
        InvalidRequest: ``dask`` is neither.
        ExportFailed: No scheduler answers, or it is lost on the way.
    """
    address, security = _scheduler(dask)
    client = await _connected(address, security)
    run = f"zhixiao-export-{uuid4().hex}"
    try:
        with _not_lost(address):
            threads = await _threads(client)
        concurrency = max(1, settings.limit // threads)
        order = Order(
            run=run,
            leases=settings.limit // concurrency,
            settings=attrs.evolve(settings, limit=concurrency),
        )
        cluster = _Cluster(client, address, order, threads)
        yield Workers(cluster.export, lambda: _AHEAD * cluster.threads, concurrency)
    finally:
        await _take_leave(client, run)


async def _take_leave(client: Any, run: str) -> None:
    with suppress(*_LOST):
        async with asyncio.timeout(_PATIENCE):
            if client.status == "running":
                await client.run(end, run)
    with suppress(*_LOST):
        async with asyncio.timeout(_PATIENCE):
            await client.close()


def _scheduler(dask: object) -> tuple[str, Any]:
    if isinstance(dask, str) and dask:
        return dask, None
    if isinstance(dask, distributed.Client):
        given: Any = dask
        if given.scheduler is not None:
            return given.scheduler.address, given.security
    raise InvalidRequest("dask", Text("rule.not_dask"), given=type(dask))


async def _connected(address: str, security: Any) -> Any:
    try:
        return await _distributed.Client(
            address, security=security, asynchronous=True, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError):
        raise ExportFailed(Text("export.no_scheduler", address=address)) from None


@contextmanager
def _not_lost(address: str) -> Iterator[None]:
    try:
        yield
    except _LOST:
        raise ExportFailed(Text("export.scheduler_lost", address=address)) from None


async def _threads(client: Any) -> int:
    return sum((await client.nthreads()).values()) or 1


@attrs.define
class _Cluster:
    """The cluster; its size is asked for again with each day, since workers come and go."""

    _client: Any
    _address: str
    _order: Order
    threads: int

    async def export(self, task: DayTask) -> DayResult:
        for _ in range(_MOST_DEATHS):
            with suppress(KilledWorker), _not_lost(self._address):
                self.threads = await _threads(self._client)
                return await self._submit(task)
        times = _MOST_DEATHS * 4
        died = Text("export.worker_died", day=task.day, times=times, status="-9")
        return failed(task, ExportFailed(died))

    async def _submit(self, task: DayTask) -> DayResult:
        future = self._client.submit(export, self._order, task, pure=False)
        try:
            result: DayResult = await future
            return result
        finally:
            future.release()


@attrs.define
class _Hand:
    """A thread of a worker, with what it keeps for an export."""

    order: Order
    _semaphore: Any = attrs.field(init=False)
    _worker: Worker = attrs.field(init=False)
    _busy: threading.Lock = attrs.field(factory=threading.Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self._semaphore = _distributed.Semaphore(self.order.leases, self.order.run)
        self._worker = Worker(self.order.settings)

    def export(self, task: DayTask) -> DayResult:
        with self._busy:
            return self._worker.export(task, _lease(self._semaphore))

    def close(self) -> None:
        with self._busy:
            self._semaphore.refresh_leases = False
            self._worker.close()


_hands: dict[int, _Hand] = {}
"""The hands of this process, by thread."""


def export(order: Order, task: DayTask) -> DayResult:
    """Export a day, on a worker."""
    thread = threading.get_ident()
    hand = _hands.get(thread)
    if hand is None or hand.order.run != order.run:
        if hand is not None:
            hand.close()
        hand = _hands[thread] = _Hand(order)
    return hand.export(task)


def end(run: str) -> None:
    """Close what a worker keeps for an export, as soon as it has no day in hand."""
    for thread, hand in [*_hands.items()]:
        if hand.order.run == run and _hands.pop(thread, None) is not None:
            # Elsewhere, since a worker calls this in its own event loop.
            threading.Thread(target=hand.close, daemon=True).start()


@asynccontextmanager
async def _lease(semaphore: Any) -> AsyncIterator[None]:
    await asyncio.to_thread(semaphore.acquire)
    try:
        yield
    finally:
        await asyncio.to_thread(semaphore.release)
