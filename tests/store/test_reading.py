"""Transactions that only read: they wait for nobody, and change nothing."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError

from zhixiao_async.store import Table

from .conftest import COLUMNS

TABLE = Table("books", COLUMNS)
ROW = {"number": "1", "seen_at": "2026"}


async def test_looking_beside_a_writer(database):
    """A reader finds what was there before, at once, and the writer goes on."""
    await database.fill(TABLE, ROW)
    async with database.store.transaction() as writer:
        await database.store.update(writer, TABLE, {"number": "1"}, {"seen_at": "2027"})
        async with database.store.reading() as own:
            assert await database.store.select(own, TABLE, {}) == [ROW]
    assert await database.execute("SELECT seen_at FROM books") == [("2027",)]


async def test_looking_changes_nothing(database):
    """The database itself refuses a reader's change."""
    await database.fill(TABLE)
    with pytest.raises((sqlite3.OperationalError, DBAPIError), match=r"(?i)read.?only"):
        async with database.store.reading() as own:
            await database.store.update(own, TABLE, {}, {"seen_at": "2027"})


@pytest.mark.parametrize("database", ["sqlite", "sqlite+aiosqlite"], indirect=True)
async def test_look_at_one_state(database):
    """Several queries of one reader see what was there at its beginning."""
    await database.fill(TABLE, ROW)
    await database.execute("PRAGMA journal_mode = WAL")
    async with database.store.reading() as own:
        await database.execute("UPDATE books SET seen_at = '2027'")
        assert await database.store.select(own, TABLE, {}) == [ROW]
