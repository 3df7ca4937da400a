"""The journal's table: earlier versions, several of them, its indexes, and reading in pages."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from itertools import pairwise

import attrs
import pytest

import zhixiao_sync.journal
from tests.support.query_plans import watch_plans
from zhixiao_async import (
    Client,
    Credentials,
    InvalidRequest,
    NotSent,
    OrderRefund,
    RetryPolicy,
)
from zhixiao_async.journal import Entry, RefundJournal, State, journal_table
from zhixiao_async.journal.other_entries import OtherRefunds, other_refunds
from zhixiao_async.journal.rows import to_row
from zhixiao_async.store.all_rows import iter_pages
from zhixiao_async.store.protocol import PAGE
from zhixiao_async.store.tables import Table
from zhixiao_sync.inline import run_inline

from .conftest import QUICK, part, sent, states, written


async def test_table_of_an_earlier_version(gateway, client, opened, store, paid):
    """An earlier table gets what it lacks, and its open entry may have been sent."""
    now = journal_table()
    old = Table(
        now.name,
        tuple(column for column in now.columns if column.required or column.name == "result"),
    )
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


async def test_table_that_was_never_created(gateway, client, store, paid):
    """Whatever a journal does first says that create_table() comes before it; nothing is sent."""
    journal = RefundJournal(client, store)
    for action in (lambda: journal.order_refund(part()), journal.entries, journal.resume):
        with pytest.raises(InvalidRequest, match=r"call create_table\(\) once") as caught:
            await action()
        assert (caught.value.field, caught.value.code) == ("table", "no_table")
    assert sent(gateway) == 0


def names(table: Table) -> set[str]:
    """Return the names of its columns."""
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
    """Return one row of many, of which three at a time were written down in one moment."""
    state = State.OPEN if n % 1000 == 7 else State.APPLIED
    entry = Entry.of(
        "11", OrderRefund(order_id=f"{n}", refund_fee=5, out_refund_no=f"r{n}"), f"{n}"
    )
    moment = entry.sent_at.replace(microsecond=n // 3)
    values = to_row(attrs.evolve(entry, state=state, sent_at=moment))
    return tuple(str(values[name]) for name in NAMES)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def large(request, tmp_path):
    """Return a journal of some thousand entries, and a function for its last query's plan."""
    url = request.param
    database = watch_plans(
        str(tmp_path / "j.db") if url == "sqlite" else request.getfixturevalue(f"{url}_url")
    )
    credentials = zhixiao_sync.Credentials(app_id="11", app_secret="s" * 32, aes_key="k" * 32)
    with zhixiao_sync.Client(credentials) as client:
        journal = zhixiao_sync.journal.RefundJournal(client, database.store)
        journal.create_table()
        database.fill(FILL, "zhixiao_journal", [row(n) for n in range(3001)])
        yield journal, database.plan


def test_each_query_has_its_index(large):
    """No query of the journal reads through the table or sorts it."""
    journal, plan = large
    awaited = journal._awaited
    plans = {}
    assert len([*journal.iter_entries()]) > PAGE  # so the last query goes on from a row
    plans["app_id__sent_at"] = plan()
    [*_, entry] = journal.entries(State.OPEN)
    plans["app_id__state"] = plan()
    run_inline(other_refunds(awaited._table, entry))
    plans["app_id__order_id"] = plan()
    for index, said in plans.items():
        assert re.search(rf"ix_zhixiao_journal__{index}", said), said
        assert not re.search(r"Seq Scan|filesort|TEMP B-TREE|SCAN zhixiao_journal$", said), said


def test_entries_in_pages(large):
    """Each entry comes once, the latest first, though several are of one moment."""
    journal, _ = large
    table = journal._awaited._table
    pages = iter_pages(table._store, table._table, {}, newest_by="sent_at")
    assert len(run_inline(anext(pages))) == PAGE
    entries = [*journal.iter_entries()]
    assert len({entry.number for entry in entries}) == len(entries) == 3001
    assert all(later.sent_at >= earlier.sent_at for later, earlier in pairwise(entries))
    assert [*journal.iter_entries(State.OPEN)] == journal.entries(State.OPEN)


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_entries_in_pages_awaited(monkeypatch, small, paid, size):
    """Each entry comes once with ``async for`` as well, however many a page takes."""
    monkeypatch.setattr("zhixiao_async.store.all_rows.PAGE", size)
    for number in ("r1", "r2"):
        await small.order_refund(part(number))
    assert [entry.number async for entry in small.iter_entries()] == ["r2", "r1"]
    assert [entry async for entry in small.iter_entries(State.OPEN)] == []


async def test_merchants_share_a_table(small, sqlite, paid):
    """Each merchant sees, counts and resumes only its own entries."""
    await written(small, paid)
    stranger = Credentials(app_id="77", app_secret="s" * 32, aes_key="k" * 32)
    async with Client(
        stranger, base_url="http://127.0.0.1:9", retry=RetryPolicy(attempts=1)
    ) as client:
        other = RefundJournal(client, sqlite)
        with pytest.raises(NotSent, match="order_query"):
            await other.order_refund(part())
        assert await other.entries() == await other.entries(State.OPEN) == []
        assert await other.resume(pace=QUICK) == []
        own = await written(other, paid)
        assert await other_refunds(other._table, own) == OtherRefunds(made=[])


async def test_tables_of_other_names(opened, store, journal, paid):
    """Two tables of one database are two journals."""
    other = await opened(store, table="refunds_2026")
    await other.order_refund(part())
    assert (len(await other.entries()), await journal.entries()) == (1, [])


async def test_entries_of_one_state(journal, paid):
    """Entries come the latest first."""
    for number in ("r1", "r2"):
        await journal.order_refund(part(number))
    found = await journal.entries(State.APPLIED)
    assert [entry.number for entry in found] == ["r2", "r1"]
    assert await journal.entries(State.OPEN) == []


def test_table_name_must_be_plain(client, tmp_path):
    """A table's name is refused if it isn't plain, as it becomes part of a statement."""
    with pytest.raises(InvalidRequest, match="table"):
        RefundJournal(client, tmp_path / "journal.db", table="a; b")
