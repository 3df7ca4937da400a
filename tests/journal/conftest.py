"""Journals on every database, in front of a sandbox with a paid order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from tests.databases import asynchronous
from tests.settling.conftest import (  # noqa: F401 - fixtures, and their helpers
    ENDLESS,
    ORDER,
    QUICK,
    client,
    create,
    gateway,
    lost,
    no_waiting,
    paid,
)
from zhixiao_async import Client, OrderRefund, PayerType, PiaojuCreate
from zhixiao_async.journal import Entry, RefundJournal, State
from zhixiao_async.sandbox import Sandbox
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.sql import SQLStore

REFUND, RECEIPT = "/pay_api/order_refund", "/pay_api/piaoju/create"


@pytest.fixture
async def sqlite(tmp_path: Path) -> SQLiteStore:
    """A database file."""
    return SQLiteStore(tmp_path / "journal.db", wait=5)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
async def store(request: pytest.FixtureRequest, sqlite: SQLiteStore) -> AsyncIterator[Any]:
    """Each database in turn."""
    if request.param == "sqlite":
        yield sqlite
        return
    engine = create_async_engine(asynchronous(request.getfixturevalue(f"{request.param}_url")))
    yield SQLStore(engine, wait=5)
    await engine.dispose()


@pytest.fixture
def opened(client: Client) -> Callable[..., Any]:  # noqa: F811 - the fixture
    """Opens a journal on a store, as each process would."""

    async def open_journal(store: Any, **more: Any) -> RefundJournal[Any]:
        journal: RefundJournal[Any] = RefundJournal(client, store, **more)
        await journal.create_table()
        return journal

    return open_journal


@pytest.fixture
async def journal(opened: Any, store: Any) -> RefundJournal[Any]:
    """A journal on each database."""
    one: RefundJournal[Any] = await opened(store)
    return one


@pytest.fixture
async def small(opened: Any, sqlite: SQLiteStore) -> RefundJournal[Any]:
    """A journal in a file, where the database makes no difference."""
    one: RefundJournal[Any] = await opened(sqlite)
    return one


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch, client: Client) -> Callable[..., None]:  # noqa: F811
    """Puts a function in the place of sending a refund; others go their way."""
    call = client.call

    def put(function: Callable[[Any], Any]) -> None:
        def divert(request: Any, **more: Any) -> Any:
            return function(request) if isinstance(request, OrderRefund) else call(request, **more)

        monkeypatch.setattr(client, "call", divert)

    return put


def part(number: str = "r1", fee: int = 5000, **more: Any) -> OrderRefund:
    """A refund of a part of the paid order."""
    named = more or {"out_trade_no": ORDER["out_trade_no"]}
    return OrderRefund(refund_fee=fee, out_refund_no=number, **named)


def whole() -> OrderRefund:
    """A refund of the paid order."""
    return OrderRefund(out_trade_no=ORDER["out_trade_no"])


def receipt(**more: Any) -> PiaojuCreate:
    """A receipt for the paid order."""
    fields = {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "13000000000"}
    return PiaojuCreate(**fields | {"out_trade_no": ORDER["out_trade_no"]} | more)


async def written(journal: RefundJournal[Any], order: Any, request: Any = None) -> Entry:
    """An entry whose process died before it was sent; of a part if no request is given."""
    entry = Entry.of(journal._client.app_id, request or part(), order.order_id)
    return (await journal._books.begin(entry))[0]


def sent(gateway: Sandbox, path: str = REFUND) -> int:  # noqa: F811 - its value
    """How many such requests have arrived."""
    return sum(one.path == path for one in gateway.requests)


async def states(journal: RefundJournal[Any]) -> dict[str, State]:
    """Every entry's state by its number."""
    return {one.number: one.state for one in await journal.entries()}
