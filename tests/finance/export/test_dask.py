"""A Dask cluster exports what one process does, and a death loses and doubles nothing."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace

import dask
import pytest
from distributed import Client as DaskClient
from distributed import LocalCluster

from tests.support.gateways import set_variables
from zhixiao_async import BEIJING, Client, InvalidRequest
from zhixiao_async.finance.errors import ExportFailed
from zhixiao_async.finance.export import crew, on_dask
from zhixiao_async.finance.export.export_day import DayState
from zhixiao_async.finance.export.run import export_orders
from zhixiao_async.sandbox import SandboxThread

from .busy_gateway import BusyGateway
from .conftest import BEGIN, DAY, END, PREFIX, ROWS
from .test_workers import contents

pytestmark = pytest.mark.filterwarnings(
    # Of distributed's own sockets and futures, when a worker or a scheduler is gone.
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore::ResourceWarning",
)
BUSY = f"{PREFIX}BUSY_"
LOCAL = {"dashboard_address": "127.0.0.1:0", "host": "127.0.0.1", "threads_per_worker": 1}
QUICK = {
    "distributed.scheduler.locks.lease-timeout": "1s",
    "distributed.scheduler.locks.lease-validation-interval": "100ms",
    "distributed.worker.preload": ["tests.support.without_pandas"],
}

IMPATIENT = {"distributed.comm.timeouts.connect": "1s"}


@pytest.fixture(scope="module")
def gateway() -> Iterator[SandboxThread]:
    """Run a sandbox with three days of orders, for all tests."""
    with SandboxThread() as sandbox:
        sandbox.seed_orders(ROWS, 3, ending=datetime(2026, 3, 4, tzinfo=BEIJING))
        yield sandbox


@pytest.fixture(scope="module")
def busy_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def cluster(gateway, busy_port) -> Iterator[LocalCluster]:
    """Run a cluster of two worker processes, in whose environment the credentials are."""
    with pytest.MonkeyPatch.context() as patch, dask.config.set(QUICK):
        set_variables(patch, gateway, PREFIX)
        set_variables(patch, gateway, BUSY, base_url=f"http://127.0.0.1:{busy_port}")
        with LocalCluster(n_workers=2, **LOCAL) as cluster:
            yield cluster


async def test_cluster_exports_the_same(cluster, export, tmp_path):
    """The cluster's workers write the files that one process writes."""
    await export()
    other = tmp_path.with_name("other")
    report = await export_orders(PREFIX, BEGIN, END, other, dask=cluster.scheduler_address)
    assert (report.counts, report.rows) == ({DayState.WRITTEN: 3}, ROWS)
    assert contents(other) == contents(tmp_path)


async def test_client_names_the_cluster(cluster, tmp_path):
    """A client of the cluster does as well as its address, and stays open."""
    with DaskClient(cluster, set_as_default=False) as client:
        report = await export_orders(PREFIX, BEGIN, END, tmp_path, dask=client)
        assert client.status == "running"
    assert (report.is_complete, report.rows) == (True, ROWS)


async def test_killed_worker_loses_and_doubles_nothing(cluster, tmp_path, target):
    """A worker is killed with -9 amid a run: every day is whole, and every order there once."""
    killed: list[int] = []

    def kill_once(_):
        if not killed:
            killed.append(cluster.workers[0].process.pid)
            os.kill(killed[0], signal.SIGKILL)

    address = cluster.scheduler_address
    begin = BEGIN - 9 * DAY
    report = await export_orders(PREFIX, begin, END, tmp_path, dask=address, progress=kill_once)
    assert killed
    assert (report.is_complete, report.rows, len(report.results)) == (True, ROWS, 12)
    receipts = list(target.receipts())
    for receipt in receipts:
        target.check(receipt)
    tables = [target.read(receipt.app_id, receipt.day) for receipt in receipts]
    ids = [number for table in tables for number in table.column("id").to_pylist()]
    assert len(ids) == len({*ids}) == ROWS


async def test_lost_scheduler_is_said_and_the_rest_is_done_later(
    cluster, gateway, tmp_path, target, monkeypatch
):
    """Without its scheduler an export fails with that reason; the next one does the rest."""
    set_variables(monkeypatch, gateway, PREFIX)
    begin = BEGIN - 9 * DAY
    with dask.config.set(IMPATIENT), LocalCluster(n_workers=1, **LOCAL) as lost:

        def lose(_):
            lost.loop.add_callback(lost.scheduler.close)

        with pytest.raises(ExportFailed, match="was lost, or restarted"):
            await export_orders(
                PREFIX, begin, END, tmp_path, dask=lost.scheduler_address, progress=lose
            )
    there = list(target.receipts())
    assert len(there) >= 1
    for receipt in there:
        target.check(receipt)
    report = await export_orders(PREFIX, begin, END, tmp_path, dask=cluster.scheduler_address)
    assert (report.is_complete, report.rows) == (True, ROWS)


async def test_scheduler_lost_at_the_first_moment(gateway, tmp_path, monkeypatch):
    """A scheduler that answers once, and never again, is said to be lost."""
    set_variables(monkeypatch, gateway, PREFIX)
    connected = on_dask._connected

    async def connect_and_lose(*arguments):
        client = await connected(*arguments)
        await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(lost.scheduler.close(), lost.loop.asyncio_loop)
        )
        return client

    monkeypatch.setattr(on_dask, "_connected", connect_and_lose)
    with (
        dask.config.set(IMPATIENT),
        LocalCluster(n_workers=0, **LOCAL) as lost,
        pytest.raises(ExportFailed, match="was lost, or restarted"),
    ):
        await export_orders(PREFIX, BEGIN, END, tmp_path, dask=lost.scheduler_address)


async def test_limit_is_kept_by_all_workers(cluster, gateway, busy_port, tmp_path):
    """Two workers have no more requests in hand than the limit, which is one."""
    busy = BusyGateway(gateway.base_url)
    async with busy.serve(busy_port):
        report = await export_orders(
            BUSY, BEGIN, END, tmp_path, dask=cluster.scheduler_address, limit=1, page_size=20
        )
    assert (report.is_complete, report.rows) == (True, ROWS)
    assert busy.most == 1
    ((body, refused),) = busy.refused.items()
    assert busy.repeated[body] - refused >= 1


async def test_nothing_secret_is_sent(cluster, gateway, tmp_path, monkeypatch):
    """Neither a secret nor a key is in a day's task."""
    sent: list[bytes] = []
    submit = on_dask._Cluster._submit

    async def recorded(self, task):
        sent.append(pickle.dumps((on_dask.export, self._order, task)))
        return await submit(self, task)

    monkeypatch.setattr(on_dask._Cluster, "_submit", recorded)
    await export_orders(PREFIX, BEGIN, END, tmp_path, dask=cluster.scheduler_address)
    everything = b"".join(sent)
    assert len(sent) == 3
    assert PREFIX.encode() in everything
    assert gateway.credentials.app_secret.encode() not in everything
    assert gateway.credentials.aes_key.encode() not in everything


async def test_missing_credentials_are_the_days_failure(cluster, tmp_path):
    """Credentials that a worker doesn't have are named by its days, and end the run."""
    address = cluster.scheduler_address
    report = await export_orders("NOBODY_", BEGIN - 9 * DAY, END, tmp_path, dask=address)
    assert "NOBODY_APP_ID" in str(report.failed[0].error)
    assert report.not_tried > 0


async def test_cluster_without_scheduler_is_named(busy_port, tmp_path):
    """An address at which nobody listens is in the error."""
    address = f"tcp://127.0.0.1:{busy_port}"
    with (
        dask.config.set(IMPATIENT),
        pytest.raises(ExportFailed, match=address),
    ):
        await export_orders(PREFIX, BEGIN, END, tmp_path, dask=address)


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("dask", {"dask": "tcp://127.0.0.1:1", "workers": 2}),
        ("dask", {"dask": SimpleNamespace()}),
        ("target", {"dask": "tcp://127.0.0.1:1", "target": "postgresql://a:hunter2@db/books"}),
    ],
)
async def test_bad_argument_is_refused(tmp_path, field, options):
    """What a cluster can't have is refused by name."""
    target = options.pop("target", tmp_path)
    with pytest.raises(InvalidRequest) as caught:
        await export_orders(PREFIX, BEGIN, END, target, **options)
    assert caught.value.field == field


async def test_client_is_not_sent(gateway, tmp_path):
    """A client has secrets: merchants are named to a cluster."""
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        with pytest.raises(InvalidRequest, match="must be prefixes"):
            await export_orders(client, BEGIN, END, tmp_path, dask="tcp://127.0.0.1:1")


async def test_missing_package_is_named(tmp_path, monkeypatch):
    """Without distributed, the error says what to install."""

    def missing(*_):
        raise ModuleNotFoundError(name="distributed")

    monkeypatch.setattr(crew, "import_module", missing)
    with pytest.raises(InvalidRequest, match="dask"):
        await export_orders(PREFIX, BEGIN, END, tmp_path, dask="tcp://127.0.0.1:1")
