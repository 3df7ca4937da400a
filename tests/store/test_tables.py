"""Tables created as they are described, and tables of an earlier version brought up to date."""

from __future__ import annotations

import asyncio
import sqlite3

import attrs
import pytest
from sqlalchemy.exc import DBAPIError

from zhixiao_async import InvalidRequest
from zhixiao_async.store import Column, DuplicateKey, Kind, Table
from zhixiao_async.store.all_rows import iter_pages

from .conftest import COLUMNS

BEFORE = Table("books", COLUMNS)
NOW = Table(
    "books",
    (*COLUMNS, Column("token", Kind.KEY, required=False)),
    (("seen_at",),),
    (("token", "seen_at"),),
)
ROW = {"number": "1", "seen_at": "2026"}


async def made(database) -> set[str]:
    """Return the names of the table's columns and indexes, as the database has them."""
    sql = {
        "sqlite": "SELECT name FROM pragma_table_info('books')"
        " UNION SELECT name FROM pragma_index_list('books') WHERE origin = 'c'",
        "postgresql": "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'books' UNION SELECT indexname FROM pg_indexes"
        " WHERE tablename = 'books' AND indexname <> 'books_pkey'",
        "mariadb": "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = database() UNION SELECT index_name"
        " FROM information_schema.statistics"
        " WHERE table_schema = database() AND index_name <> 'PRIMARY'",
    }[database.name]
    return {name for (name,) in await database.execute(sql)}


ALL = {"number", "seen_at", "token", "ix_books__seen_at", "ux_books__token__seen_at"}


@pytest.mark.parametrize("before", [None, BEFORE, attrs.evolve(NOW, unique=()), NOW])
async def test_table_of_any_version(database, before):
    """Missing columns and indexes are added, by several at once, and the rows stay."""
    if before is not None:
        await database.fill(before, ROW)
    await asyncio.gather(*(database.store.create(NOW) for _ in range(4)))
    assert await made(database) == ALL
    async with database.store.reading() as own:
        rows = await database.store.select(own, NOW, {})
    assert rows == ([] if before is None else [ROW | {"token": None}])


async def test_table_of_another_kind(database):
    """A required column can't be added to rows that are there: nothing is changed."""
    await database.fill(BEFORE, ROW)
    other = attrs.evolve(NOW, columns=(*NOW.columns, Column("fee", Kind.NUMBER)))
    with pytest.raises(InvalidRequest, match=r"^table is .*without the column fee.*got 'books'"):
        await database.store.create(other)
    assert await made(database) == {"number", "seen_at"}


async def test_rows_that_contradict_a_unique_index(database):
    """Contradicting rows stay, the error says what to do, and no more are let in afterwards."""
    alike = [{"number": number, "seen_at": "2026", "token": "a"} for number in "12"]
    await database.fill(attrs.evolve(NOW, unique=()), *alike)
    told = r"^table has .*alike in token, seen_at: find.*got 'books'"
    with pytest.raises(InvalidRequest, match=told):
        await database.store.create(NOW)
    async with database.store.transaction() as own:
        assert await database.store.select(own, NOW, {}) == alike
        await database.store.delete(own, NOW, {}, "number", ["2"])
    await database.store.create(NOW)
    with pytest.raises(DuplicateKey):
        async with database.store.transaction() as own:
            await database.store.insert(own, NOW, alike[1])


async def test_table_in_use(database):
    """A user of the table isn't waited for longer than for a row; MySQL's own wait is a day."""
    await database.fill(BEFORE, ROW)
    async with database.store.transaction() as own:
        assert await database.store.select(own, BEFORE, {}) == [ROW]
        with pytest.raises((sqlite3.OperationalError, DBAPIError), match=r"(?i)lock"):
            await database.waiting(0.1).create(NOW)
    assert await made(database) == {"number", "seen_at"}
    await database.store.create(NOW)
    assert await made(database) == ALL


@pytest.mark.parametrize("name", ["order", "Group", "x" * 60])
async def test_name_that_is_a_word_of_sql(database, name):
    """A table's name is quoted wherever it stands."""
    table = attrs.evolve(NOW, name=name)
    await database.fill(table, ROW, {"number": "2", "seen_at": "2026"})
    await database.store.create(table)
    async with database.store.transaction() as own:
        assert await database.store.update(own, table, {"number": "1"}, {"token": "a"}) == 1
        found = await database.store.select(own, table, {"token": None}, newest_by="seen_at")
    assert [row["number"] for row in found] == ["2"]


@pytest.mark.parametrize(
    "name", ["sqlite_books", "SQLite_books", "a-b", "", "1a", "x" * 61, "é", 5]
)
def test_name_that_is_refused(name):
    """A name that SQLite keeps for itself, or that isn't plain, is refused."""
    with pytest.raises(InvalidRequest, match="table must be letters, digits and _") as caught:
        attrs.evolve(NOW, name=name)
    assert str(caught.value).endswith(f", got {name!r}")


def test_long_names_have_indexes_of_their_own():
    """A name that is cut to what PostgreSQL takes still differs from another's."""
    names = [
        index for end in "ab" for index in attrs.evolve(NOW, name="x" * 59 + end).named_indexes
    ]
    assert (len(set(names)), max(map(len, names))) == (4, 63)


def test_name_that_is_just_short_enough():
    """An index name that is just short enough is left as it is."""
    assert f"ix_{'x' * 51}__seen_at" in attrs.evolve(NOW, name="x" * 51).named_indexes


def test_order_needs_no_column_that_all_rows_share():
    """The order has no column that all rows share, nor the first one twice."""
    assert NOW.order("seen_at", ()) == ("seen_at", "number")
    assert NOW.order("seen_at", ("number",)) == ("seen_at",)
    assert NOW.order("number", ()) == ("number",)


async def test_every_row_by_pages(database, monkeypatch):
    """Pages have all rows in one order, where several are of one time, and none twice."""
    monkeypatch.setattr("zhixiao_async.store.all_rows.PAGE", 2)
    rows = [{"number": number, "seen_at": "2026"} for number in "12345"]
    await database.fill(NOW, *rows, {"number": "6", "seen_at": "2025"})
    seen = [page async for page in iter_pages(database.store, NOW, {}, newest_by="seen_at")]
    numbers = [[row["number"] for row in page] for page in seen]
    assert numbers == [["5", "4"], ["3", "2"], ["1", "6"], []]
