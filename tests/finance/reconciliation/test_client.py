"""Books compared with the gateway itself, without an export that stays."""

from __future__ import annotations

import tempfile
from datetime import date, datetime

import pytest

import zhixiao_async
import zhixiao_sync
from zhixiao_async import BEIJING
from zhixiao_async.errors import NotSent
from zhixiao_async.finance import reconcile as await_reconcile
from zhixiao_async.sandbox import SandboxThread
from zhixiao_sync.finance import Books, Difference, reconcile

BEGIN, END = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture(scope="module")
def gateway():
    """Run a sandbox with two days of orders."""
    with SandboxThread() as sandbox:
        sandbox.seed_orders(60, 2, ending=datetime(2026, 3, 4, tzinfo=BEIJING))
        yield sandbox


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Put temporary directories here; return where."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def listed(gateway):
    """Return what the gateway lists, as a table."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        return client.orders_table(BEGIN, END)


def books(table) -> Books:
    """Make books of some of the gateway's rows."""
    columns = {"order_id": "order_id", "amount": "fee", "time": "order_date"}
    return Books.frame(table, columns | {"kind": "operate_type"}, unit="fen")


async def test_awaited(gateway, listed, temporary):
    """A client's orders are read and compared; what was kept of them on the disk is gone."""
    async with zhixiao_async.Client(gateway.credentials, base_url=gateway.base_url) as client:
        result = await await_reconcile(client, books(listed[1:]), BEGIN, END)
    assert [row.type for row in result.differences] == [Difference.MISSING_IN_BOOKS]
    assert (result.gateway.rows, [*temporary.iterdir()]) == (len(listed), [])


def test_blocking(gateway, listed, temporary):
    """A script compares with its client, which can be used afterwards."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        result = reconcile(client, books(listed[1:]), BEGIN, END)
        assert [row.type for row in result.differences] == [Difference.MISSING_IN_BOOKS]
        assert len(list(client.iter_orders(BEGIN, END))) == len(listed)
    assert not [*temporary.iterdir()]


async def test_day_that_cant_be_read(gateway, listed, temporary, unused_tcp_port):
    """A day that can't be read is an error, and never a day on which the books have too much."""
    async with zhixiao_async.Client(
        gateway.credentials, base_url=f"http://127.0.0.1:{unused_tcp_port}"
    ) as client:
        with pytest.raises(NotSent):
            await await_reconcile(client, books(listed), BEGIN, END)
    assert not [*temporary.iterdir()]
