"""Journals on every database, in front of a sandbox with a paid order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from tests.resolving.conftest import (  # noqa: F401 - fixtures, and their helpers
    ENDLESS,
    ORDER,
    QUICK,
    create,
    gateway,
    lost,
    no_waiting,
    paid,
)
from tests.support.clients import sandbox_client  # noqa: F401 - a fixture
from tests.support.databases import asynchronous
from zhixiao_async import Client, OrderRefund, PayerType, PiaojuCreate
from zhixiao_async.journal import Entry, RefundJournal, State
from zhixiao_async.sandbox import Sandbox
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.sql import SQLStore

REFUND, RECEIPT = "/pay_api/order_refund", "/pay_api/piaoju/create"


@pytest.fixture
async def sqlite(tmp_path: Path) -> SQLiteStore:
    """Return a store in a database file."""
    return SQLiteStore(tmp_path / "journal.db", wait=5)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
async def store(request: pytest.FixtureRequest, sqlite: SQLiteStore) -> AsyncIterator[Any]:
    """Return a store in each database in turn."""
    if request.param == "sqlite":
        yield sqlite
        return
    engine = create_async_engine(asynchronous(request.getfixturevalue(f"{request.param}_url")))
    yield SQLStore(engine, wait=5)
    await engine.dispose()


@pytest.fixture
def opened(client: Client) -> Callable[..., Any]:
    """Return a function that opens a journal on a store, as each process would."""

    async def open_journal(store: Any, **more: Any) -> RefundJournal[Any]:
        journal: RefundJournal[Any] = RefundJournal(client, store, **more)
        await journal.create_table()
        return journal

    return open_journal


@pytest.fixture
async def journal(opened: Any, store: Any) -> RefundJournal[Any]:
    """Open a journal on each database."""
    opened_journal: RefundJournal[Any] = await opened(store)
    return opened_journal


@pytest.fixture
async def small(opened: Any, sqlite: SQLiteStore) -> RefundJournal[Any]:
    """Open a journal in a file, where the database makes no difference."""
    opened_journal: RefundJournal[Any] = await opened(sqlite)
    return opened_journal


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch, client: Client) -> Callable[..., None]:
    """Return a function that puts another in the place of sending a refund."""
    call = client.call

    def put(function: Callable[[Any], Any]) -> None:
        def divert(request: Any, **more: Any) -> Any:
            return function(request) if isinstance(request, OrderRefund) else call(request, **more)

        monkeypatch.setattr(client, "call", divert)

    return put


def part(number: str = "r1", fee: int = 5000, **more: Any) -> OrderRefund:
    """Return a refund of a part of the paid order."""
    named = more or {"out_trade_no": ORDER["out_trade_no"]}
    return OrderRefund(refund_fee=fee, out_refund_no=number, **named)


def whole() -> OrderRefund:
    """Return a refund of the whole paid order."""
    return OrderRefund(out_trade_no=ORDER["out_trade_no"])


def receipt(**more: Any) -> PiaojuCreate:
    """Return a receipt for the paid order."""
    fields = {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "13000000000"}
    return PiaojuCreate(**fields | {"out_trade_no": ORDER["out_trade_no"]} | more)


async def perform(journal: RefundJournal[Any], request: OrderRefund | PiaojuCreate) -> Any:
    """Call the journal's method for the request."""
    if isinstance(request, OrderRefund):
        return await journal.order_refund(request)
    return await journal.piaoju_create(request)


async def written(journal: RefundJournal[Any], order: Any, request: Any = None) -> Entry:
    """Write an entry, a part's by default, whose process dies before it is sent."""
    entry = Entry.of(journal._client.app_id, request or part(), order.order_id)
    return (await journal._table.begin(entry))[0]


def sent(gateway: Sandbox, path: str = REFUND) -> int:  # noqa: F811 - its value
    """Count the requests for a path that have arrived."""
    return sum(request.path == path for request in gateway.requests)


async def states(journal: RefundJournal[Any]) -> dict[str, State]:
    """Return every entry's state by its number."""
    return {entry.number: entry.state for entry in await journal.entries()}
