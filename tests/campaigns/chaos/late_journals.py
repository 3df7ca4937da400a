"""Journals whose database answers late, and a gateway that leaves outcomes unknown."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from zhixiao_async import Client, RetryPolicy
from zhixiao_async.journal import RefundJournal
from zhixiao_async.sandbox import Faults, Rules, Sandbox
from zhixiao_async.store import SQLiteStore

from .shared_time import SharedTime

WORKERS = 8
REFUND, QUERY = "/pay_api/order_refund", "/pay_api/order_query"
LISTED_LATE = 3600.0
RULES = Rules(repeated_out_refund_no="refund_again", listing_delay=LISTED_LATE)
ONCE_MORE = RetryPolicy(attempts=3, backoff=0, budget=1e9)


class HeldStore(SQLiteStore):
    """A database whose answers to COMMIT are late or lost at times."""

    shared_time: SharedTime
    chance: Random

    async def now(self, connection: sqlite3.Connection) -> datetime:
        return await super().now(connection) + timedelta(seconds=self.shared_time.ahead)

    @asynccontextmanager
    async def transaction(self, *arguments: Any, **more: Any) -> AsyncIterator[sqlite3.Connection]:
        async with super().transaction(*arguments, **more) as own:
            yield own
        fate = 1.0 if self.shared_time.calm else self.chance.random()
        if fate < 0.1:
            await self.shared_time.held(self.chance.uniform(1, 6000))
        elif fate < 0.11:
            raise sqlite3.OperationalError("disk I/O error")


class TimedClient(Client):
    """A client during whose calls the shared time stands still."""

    shared_time: SharedTime

    async def call(self, request: Any, **more: Any) -> Any:
        async with self.shared_time.call():
            return await super().call(request, **more)


def inject_faults(faults: Faults) -> None:
    """Inject the faults of refunds, and a few of queries."""
    faults.passing_refusal(path=REFUND, after_work=True, probability=0.1)
    faults.passing_refusal(path=REFUND, probability=0.1)
    faults.reset_after(path=REFUND, probability=0.05)
    faults.reset_before(path=REFUND, probability=0.05)
    faults.http_error(502, path=REFUND, after_work=True, probability=0.05)
    faults.passing_refusal(path=QUERY, probability=0.02)


@asynccontextmanager
async def world(
    shared_time: SharedTime, db: str, journal_db: str, seed: int
) -> AsyncIterator[tuple[Sandbox, list[RefundJournal[Any]]]]:
    async with AsyncExitStack() as stack:
        gateway = Sandbox(db=db, faults=Faults(seed), rules=RULES, clock=shared_time.clock)
        inject_faults(gateway.faults)
        await stack.enter_async_context(gateway)
        gateway.notifier.hold()  # no merchant listens
        journals = []
        for number in range(WORKERS):
            client = TimedClient(gateway.credentials, base_url=gateway.base_url, retry=ONCE_MORE)
            client.shared_time = shared_time
            stack.push_async_callback(client.close)
            store = HeldStore(partial(_open, journal_db))
            store.shared_time, store.chance = shared_time, Random(f"store {number} {seed}")
            journals.append(RefundJournal(client, store))
        shared_time.calm = True
        await journals[0].create_table()
        shared_time.calm = False
        yield gateway, journals


def _open(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=10, check_same_thread=False)
    connection.execute("PRAGMA synchronous=OFF")
    return connection
