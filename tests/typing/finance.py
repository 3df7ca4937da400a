"""Uses of finance, async and sync, for type checkers; checked, never run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from datetime import date, datetime
from typing import assert_type

import pyarrow as pa

import zhixiao_async.finance as awaited
import zhixiao_sync
import zhixiao_sync.finance as blocking
from zhixiao_async import Client
from zhixiao_async.finance import ExportReport, OrderBatch, Reconciliation, Report, Verification


async def tables(client: Client, sync: zhixiao_sync.Client, day: date) -> None:
    """Check the types of tables and batches."""
    assert_type(await client.orders_table(day, "2026-03-02", columns=["fee"]), pa.Table)
    batches = client.iter_order_batches(day, datetime(2026, 3, 2))
    assert_type(batches, AsyncGenerator[OrderBatch, None])
    assert_type(sync.orders_table(day, day), pa.Table)
    sync.orders_table(day, day, page_size="10")  # type: ignore[arg-type]
    for page in assert_type(sync.iter_order_batches(day, day), Generator[OrderBatch, None, None]):
        assert_type(page.batch, pa.RecordBatch)
        assert_type(page.window, tuple[datetime, datetime])


async def exports(client: Client, sync: zhixiao_sync.Client, day: date) -> None:
    """Check that both packages take and return the same, but for clients."""
    report = await awaited.export_orders([client, "ZHIXIAO_"], day, day, "orders", format="csv")
    assert_type(report, ExportReport)
    assert_type(blocking.export_orders(sync, day, day, "orders", recheck=1), ExportReport)
    assert_type(await awaited.verify_export("orders", gateway=True), Verification)
    assert_type(blocking.verify_export("orders", gateway=["ZHIXIAO_"]), Verification)
    blocking.export_orders(client, day, day, "orders")  # type: ignore[arg-type]
    blocking.export_orders(sync, day, day, "orders", limits=1)  # type: ignore[call-arg]


async def comparisons(day: date) -> None:
    """Check that a comparison's result and its report have their types."""
    books = awaited.Books.csv("books.csv", {"order_id": "订单号", "amount": "金额"}, unit="yuan")
    found = await awaited.reconcile("orders", books, day, day)
    assert_type(found, Reconciliation)
    assert_type(blocking.reconcile("orders", books, day, day), Reconciliation)
    report = awaited.reconciliation_report(found)
    assert_type(report, Report)
    assert_type(awaited.html_page(report), str)
    assert_type(awaited.workbook(report), bytes)
    awaited.Books.csv("books.csv", {"order_id": "订单号"}, unit="jiao")  # type: ignore[arg-type]
