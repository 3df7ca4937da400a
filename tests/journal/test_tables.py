"""The journal's table: one of an earlier version, its indexes, and reading it in pages."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from itertools import pairwise

import attrs
import pytest

import zhixiao_sync
from tests.plans import watched
from zhixiao_async import OrderRefund
from zhixiao_async.journal import Entry, State, journal_table
from zhixiao_async.journal.alike import others_of
from zhixiao_async.journal.entry import to_row
from zhixiao_async.store.protocol import PAGE
from zhixiao_async.store.tables import Table
from zhixiao_sync._complete import complete
from zhixiao_sync.journal import RefundJournal

from .conftest import QUICK, part, sent, states


async def test_table_of_an_earlier_version(gateway, client, opened, store, paid):
    """It gets what it lacks, from two processes at once, and its open entry may have been sent."""
    now = journal_table()
    old = Table(now.name, tuple(one for one in now.columns if one.required or one.name == "result"))
    await store.create(old)
    entry = Entry.of(client.app_id, part(), paid.order_id)
    row = to_row(attrs.evolve(entry, sent_at=entry.sent_at - timedelta(days=1)))
    async with store.transaction() as own:
        await store.insert(own, old, {name: row[name] for name in row if name in names(old)})
    journal, other = await asyncio.gather(opened(store), opened(store))
    [resumed] = await journal.resume(pace=QUICK)
    assert resumed.entry.state is State.NOT_APPLIED
    await other.order_refund(part())
    assert (sent(gateway), await states(journal)) == (1, {"r1": State.APPLIED})


def names(table: Table) -> set[str]:
    """Its columns' names."""
    return {column.name for column in table.columns}


@pytest.mark.parametrize("number", ["x" * 64, "0"])
async def test_longest_number(gateway, small, paid, number):
    """A number of 64 characters is told apart, and so is one of a single character."""
    await small.order_refund(part(number))
    await small.order_refund(part(number))
    assert (sent(gateway), await states(small)) == (1, {number: State.APPLIED})


NAMES = ("app_id", "kind", "number", "order_id", "state", "sent_at", "request")
FILL = f"INSERT INTO zhixiao_journal ({', '.join(NAMES)}) VALUES ({', '.join('?' * len(NAMES))})"


def row(n: int) -> tuple[str, ...]:
    """One of many, of which three at a time were written down in one moment."""
    state = State.OPEN if n % 1000 == 7 else State.APPLIED
    entry = Entry.of(
        "11", OrderRefund(order_id=f"{n}", refund_fee=5, out_refund_no=f"r{n}"), f"{n}"
    )
    moment = entry.sent_at.replace(microsecond=n // 3)
    values = to_row(attrs.evolve(entry, state=state, sent_at=moment))
    return tuple(str(values[name]) for name in NAMES)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def large(request, tmp_path):
    """A journal of some thousand entries, and a look at the plan of its last query."""
    url = request.param
    books = watched(
        str(tmp_path / "j.db") if url == "sqlite" else request.getfixturevalue(f"{url}_url")
    )
    credentials = zhixiao_sync.Credentials(app_id="11", app_secret="s" * 32, aes_key="k" * 32)
    with zhixiao_sync.Client(credentials) as client:
        journal = RefundJournal(client, books.store)
        journal.create_table()
        books.fill(FILL, "zhixiao_journal", [row(n) for n in range(3001)])
        yield journal, books.plan


def test_each_query_has_its_index(large):
    """The entries, those in one state, and the order's others: none is read through or sorted."""
    journal, plan = large
    awaited = journal._awaited
    plans = {}
    last = complete(awaited._page(None, None))[-1]
    complete(awaited._page(None, last))
    plans["app_id__sent_at"] = plan()
    [*_, entry] = journal.entries(State.OPEN)
    plans["app_id__state"] = plan()
    complete(others_of(awaited._books, entry))
    plans["app_id__order_id"] = plan()
    for index, said in plans.items():
        assert re.search(rf"ix_zhixiao_journal__{index}", said), said
        assert not re.search(r"Seq Scan|filesort|TEMP B-TREE|SCAN zhixiao_journal$", said), said


def test_entries_in_pages(large):
    """Each comes once, the latest first, though several were written down in one moment."""
    journal, _ = large
    assert len(complete(journal._awaited._page(None, None))) == PAGE
    entries = [*journal.iter_entries()]
    assert len({one.number for one in entries}) == len(entries) == 3001
    assert all(later.sent_at >= one.sent_at for later, one in pairwise(entries))
    assert [*journal.iter_entries(State.OPEN)] == journal.entries(State.OPEN)


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_entries_in_pages_awaited(monkeypatch, small, paid, size):
    """The same with ``async for``, however many a page takes."""
    monkeypatch.setattr("zhixiao_async.journal.books.PAGE", size)
    for number in ("r1", "r2"):
        await small.order_refund(part(number))
    assert [one.number async for one in small.iter_entries()] == ["r2", "r1"]
    assert [one async for one in small.iter_entries(State.OPEN)] == []
