"""Rows as each kind of store writes and reads them, on a database in memory."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from django.db import connections, transaction
from sqlalchemy.dialects import mysql

import tests.support.django_site  # noqa: F401 - Django wants settings
from zhixiao_async.store import Column, DuplicateKey, Kind, Table
from zhixiao_async.store.sql import sqlalchemy_table
from zhixiao_async.store.sql_dialects import DIALECTS
from zhixiao_async.store.sql_rows import SQLRows
from zhixiao_async.store.sqlite_rows import SQLiteRows
from zhixiao_sync.django.dialects import DIALECTS as DJANGO_DIALECTS
from zhixiao_sync.django.rows import DjangoRows, execute

TABLE = Table(
    "books",
    (
        Column("app", Kind.KEY, key=True),
        Column("number", Kind.KEY, key=True),
        Column("seen", Kind.NUMBER),
        Column("token", Kind.TEXT, required=False),
    ),
)
CREATE = (
    "CREATE TABLE books (app TEXT, number TEXT, seen INT, token TEXT, PRIMARY KEY(app, number))"
)


def row(number: str, seen: int = 1, token: str | None = None, app: str = "a") -> dict[str, object]:
    return {"app": app, "number": number, "seen": seen, "token": token}


class Plain(SQLiteRows):
    """Rows by plain SQL."""

    async def _run_step(self, step, *arguments):
        return step(*arguments)


class Alchemy(SQLRows):
    """Rows by SQLAlchemy, of whatever dialect it takes the database for."""

    _refusal = sa.exc.IntegrityError

    def __init__(self, dialect: str = "postgresql") -> None:
        self._dialect = DIALECTS[dialect]
        self.statements: list[sa.Select] = []

    def sqlalchemy_table(self, table):
        return sqlalchemy_table(table, sa.MetaData())

    async def _execute(self, connection, table, statement):
        self.statements.append(statement)
        return connection.execute(statement)


@pytest.fixture
def alchemy():
    """Open a connection of SQLAlchemy's to an empty table."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as own:
        own.exec_driver_sql(CREATE)
        yield own
    engine.dispose()


class OnDjango(DjangoRows):
    """Rows by plain SQL on a connection of Django's."""

    _dialect = DJANGO_DIALECTS["sqlite"]


@pytest.fixture
def django(monkeypatch):
    """Have Django open a connection to an empty table, in a thread that has an event loop."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with transaction.atomic("other"):
        execute(connections["other"], CREATE)
        yield connections["other"]
        transaction.set_rollback(True, "other")


@pytest.fixture(params=["plain", "alchemy", "django"])
def books(request):
    """Return a store and its connection to an empty table."""
    if request.param == "django":
        yield OnDjango(), request.getfixturevalue("django")
        return
    if request.param == "alchemy":
        yield Alchemy(), request.getfixturevalue("alchemy")
        return
    with closing(sqlite3.connect(":memory:")) as own:
        own.execute(CREATE)
        yield Plain(), own


async def filled(books, *rows):
    store, own = books
    for values in rows:
        await store.insert(own, TABLE, values)
    return books


async def numbers(books, where=None, **options):
    """Return the numbers of the rows that are found, in their order."""
    store, own = books
    return [found["number"] for found in await store.select(own, TABLE, where or {}, **options)]


async def test_insert(books):
    """A row comes back as it went, with NULL where there was None."""
    store, own = await filled(books, row("1", token="it's"), row("2"))
    assert await store.select(own, TABLE, {"number": "1"}) == [row("1", token="it's")]
    assert await store.select(own, TABLE, {"token": None}) == [row("2")]


async def test_insert_of_a_key_that_is_there(books):
    """A key that is there is refused; the same number of another merchant isn't."""
    store, own = await filled(books, row("1"), row("1", app="b"))
    with pytest.raises(DuplicateKey):
        await store.insert(own, TABLE, row("1", seen=2))


async def test_update(books):
    """Matching rows are changed and counted, and no others."""
    store, own = await filled(books, row("1"), row("2", token="x"), row("3"))
    assert await store.update(own, TABLE, {"token": None, "app": "a"}, {"seen": 5}) == 2
    assert await numbers(books, {"seen": 5}) == ["1", "3"]


async def test_update_to_nothing(books):
    """A value may be set to NULL."""
    store, own = await filled(books, row("1", token="x"))
    assert await store.update(own, TABLE, {}, {"token": None}) == 1
    assert await numbers(books, {"token": None}) == ["1"]


async def test_increment(books):
    """A column grows by one on each matching row."""
    store, own = await filled(books, row("1", 4), row("2", 7), row("3", 4, "x"))
    assert await store.increment(own, TABLE, {"token": None}, "seen") == 2
    rows = await store.select(own, TABLE, {})
    assert [found["seen"] for found in rows] == [5, 8, 4]


async def test_delete(books):
    """Rows that have one of the values and all of the others are removed."""
    store, own = await filled(books, row("1"), row("2"), row("3"), row("2", app="b"))
    assert await store.delete(own, TABLE, {"app": "a"}, "number", ["2", "3", "4"]) == 2
    assert await numbers(books) == ["1", "2"]


MANY = [row("1", 3), row("2", 3), row("3", 3, app="b"), row("4", 2, app="b"), row("5", 9)]


async def test_newest_first(books):
    """Rows of one time are ordered by their key, the greatest first, within the limit."""
    await filled(books, *MANY)
    assert await numbers(books, newest_by="seen") == ["5", "3", "2", "1", "4"]
    assert await numbers(books, newest_by="seen", limit=2) == ["5", "3"]
    assert await numbers(books, {"app": "b"}, newest_by="seen") == ["3", "4"]
    assert await numbers(books, {"app": "a"}, newest_by="number") == ["5", "2", "1"]


@pytest.mark.parametrize(
    ("after", "left"),
    [(4, ["3", "2", "1", "4"]), (2, ["2", "1", "4"]), (1, ["1", "4"]), (0, ["4"]), (3, [])],
)
async def test_behind_a_row(books, after, left):
    """A page goes on where the one before it ended, in the middle of one time, too."""
    await filled(books, *MANY)
    assert await numbers(books, newest_by="seen", after=MANY[after]) == left
    assert await numbers(books, newest_by="seen", after=MANY[after], limit=1) == left[:1]


@pytest.mark.parametrize("books", ["plain", "django"], indirect=True)
async def test_time_of_a_file(books):
    """A file's time is the machine's, and aware."""
    store, own = books
    now = await store.now(own)
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "postgresql"])
@pytest.mark.parametrize("current", [True, False])
async def test_current_rows(alchemy, dialect, current):
    """MariaDB and MySQL read current rows with a shared lock, PostgreSQL without."""
    store = Alchemy(dialect)
    await store.select(alchemy, TABLE, {"app": "a", "number": "1"}, current=current)
    sql = str(store.statements[0].compile(dialect=mysql.dialect()))
    locked = current and dialect != "postgresql"
    assert sql.endswith(" LOCK IN SHARE MODE" if locked else "= %s")
