"""The journal's table: one of an earlier version, and the indexes that its queries go by."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import attrs
import pytest

from zhixiao_async.journal import Entry, State, journal_table
from zhixiao_async.journal.entry import to_row
from zhixiao_async.store.tables import Table

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
