"""The process that is killed: it resumes what is open, then does all that is wanted again."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

import zhixiao_sync
from tests.clocks import skip_waiting
from zhixiao_async import Client, Connections, ZhixiaoError, _codec
from zhixiao_async.endpoints import OrderRefund, PiaojuCreate
from zhixiao_async.journal import RefundJournal
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.settling import SettlePace
from zhixiao_sync.journal import RefundJournal as SyncRefundJournal

from .broken import BROKEN
from .points import Countdown, plant, traced
from .stores import awaited_store, blocking_store, store_class

PACE = SettlePace(first_look=0, pause=3600, longest_pause=3600)
"""Nothing is under way when a process starts: its predecessor's connections are gone."""
AT_ONCE = 3


def work(order: dict[str, Any]) -> None:
    """Everything that ``order`` says."""
    skip_waiting()
    countdown = Countdown(order["nth"])
    plant(order["point"], countdown, store_class(order["db"]))
    trace = traced(order["point"], countdown)
    wanted = [
        _codec.read(PiaojuCreate if kind == "receipt" else OrderRefund, request)
        for kind, request in order["wanted"]
    ]
    if order["way"] == "sync":
        _synchronously(order, trace, wanted)
    else:
        asyncio.run(_asynchronously(order, trace, wanted))


def _options(order: dict[str, Any], trace: aiohttp.TraceConfig) -> dict[str, Any]:
    return {"base_url": order["base_url"], "connections": Connections(trace_configs=[trace])}


def _synchronously(order: dict[str, Any], trace: aiohttp.TraceConfig, wanted: list[Any]) -> None:
    with (
        zhixiao_sync.Client(TEST_CREDENTIALS, **_options(order, trace)) as client,
        blocking_store(order["db"]) as store,
    ):
        journal = SyncRefundJournal(client, store)
        journal.create_table()
        journal.resume(pace=PACE)
        for request in wanted:
            refund = isinstance(request, OrderRefund)
            try:
                journal.order_refund(request) if refund else journal.piaoju_create(request)
            except ZhixiaoError:  # the journal has it
                continue


async def _asynchronously(
    order: dict[str, Any], trace: aiohttp.TraceConfig, wanted: list[Any]
) -> None:
    async with (
        Client(TEST_CREDENTIALS, **_options(order, trace)) as client,
        awaited_store(order["db"]) as store,
    ):
        journal = BROKEN.get(order["broken"], RefundJournal)(client, store)
        await journal.create_table()
        await journal.resume(pace=PACE)
        free = asyncio.Semaphore(AT_ONCE)

        async def carry_out(request: Any) -> None:
            refund = isinstance(request, OrderRefund)
            async with free:
                try:
                    await (journal.order_refund if refund else journal.piaoju_create)(request)
                except ZhixiaoError:  # the journal has it
                    return

        await asyncio.gather(*(carry_out(request) for request in wanted))
