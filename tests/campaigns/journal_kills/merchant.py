"""The merchant's process: it resumes open entries, then makes every wanted refund and receipt."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

import zhixiao_sync
from tests.support.clocks import skip_waiting
from zhixiao_async import Client, Connections, ZhixiaoError
from zhixiao_async.endpoints import OrderRefund, PiaojuCreate
from zhixiao_async.journal import RefundJournal
from zhixiao_async.protocol import reading
from zhixiao_async.resolving import ResolvePace
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync.journal import RefundJournal as SyncRefundJournal

from .broken import BROKEN
from .points import Countdown, plant, traced
from .stores import awaited_store, blocking_store, store_class

PACE = ResolvePace(first_probe=0, pause=3600, longest_pause=3600)
"""No pause is needed: nothing is under way when a process starts."""
AT_ONCE = 3


def work(settings: dict[str, Any]) -> None:
    """Do the merchant's work, with a kill planted as ``settings`` say."""
    skip_waiting()
    countdown = Countdown(settings["nth"])
    plant(settings["point"], countdown, store_class(settings["db"]))
    trace = traced(settings["point"], countdown)
    wanted = [
        reading.read(PiaojuCreate if kind == "receipt" else OrderRefund, request)
        for kind, request in settings["wanted"]
    ]
    if settings["way"] == "sync":
        _synchronously(settings, trace, wanted)
    else:
        asyncio.run(_asynchronously(settings, trace, wanted))


def _options(settings: dict[str, Any], trace: aiohttp.TraceConfig) -> dict[str, Any]:
    return {"base_url": settings["base_url"], "connections": Connections(trace_configs=[trace])}


def _synchronously(settings: dict[str, Any], trace: aiohttp.TraceConfig, wanted: list[Any]) -> None:
    with (
        zhixiao_sync.Client(TEST_CREDENTIALS, **_options(settings, trace)) as client,
        blocking_store(settings["db"]) as store,
    ):
        journal = SyncRefundJournal(client, store)
        journal.create_table()
        journal.resume(pace=PACE)
        for request in wanted:
            refund = isinstance(request, OrderRefund)
            try:
                journal.order_refund(request) if refund else journal.piaoju_create(request)
            except ZhixiaoError:  # the journal keeps it
                continue


async def _asynchronously(
    settings: dict[str, Any], trace: aiohttp.TraceConfig, wanted: list[Any]
) -> None:
    async with (
        Client(TEST_CREDENTIALS, **_options(settings, trace)) as client,
        awaited_store(settings["db"]) as store,
    ):
        journal = BROKEN.get(settings["broken"], RefundJournal)(client, store)
        await journal.create_table()
        await journal.resume(pace=PACE)
        free = asyncio.Semaphore(AT_ONCE)

        async def make(request: Any) -> None:
            refund = isinstance(request, OrderRefund)
            async with free:
                try:
                    await (journal.order_refund if refund else journal.piaoju_create)(request)
                except ZhixiaoError:  # the journal keeps it
                    return

        await asyncio.gather(*(make(request) for request in wanted))
