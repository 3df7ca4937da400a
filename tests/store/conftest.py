"""A store on each database, the same database as others see it, and SQLite connections."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from functools import partial
from typing import Any

import attrs
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from tests.support.databases import asynchronous
from zhixiao_async.store import Column, Kind, SQLiteStore, Store, Table
from zhixiao_async.store.sql import SessionStore, SQLStore
from zhixiao_async.store.sqlite_connection import begin_guarded

from .failing_sqlite import FailingConnection

COLUMNS = (Column("number", Kind.KEY, key=True), Column("seen_at", Kind.KEY))


@attrs.frozen
class Database:
    """A database of a test's own.

    Attributes:
        name: SQLAlchemy's of its kind.
        store: The store on it.
        execute: Carries SQL out beside the store and commits; returns rows.
        waiting: Another store on it, that waits so many seconds.
    """

    name: str
    store: Store[Any]
    execute: Callable[[str], Awaitable[list[tuple[Any, ...]]]]
    waiting: Callable[[float], Store[Any]]

    async def fill(self, table: Table, *rows: dict[str, Any]) -> None:
        """Create the table, and add rows."""
        await self.store.create(table)
        async with self.store.transaction() as own:
            for row in rows:
                await self.store.insert(own, table, row)


@pytest.fixture(
    params=["sqlite", "sqlite+aiosqlite", "postgresql", "mariadb", "postgresql sessions"]
)
async def database(request: pytest.FixtureRequest, tmp_path: Any) -> AsyncIterator[Database]:
    """Make an empty database of each kind."""
    if request.param == "sqlite":
        yield _file(str(tmp_path / "school.db"))
        return
    name, _, orm = request.param.partition(" ")
    if name == "sqlite+aiosqlite":
        url = f"{name}:///{tmp_path / 'school.db'}"
    else:
        url = asynchronous(request.getfixturevalue(f"{name}_url"))
    engine = create_async_engine(url)
    made: Callable[..., Any] = partial(SQLStore, engine)
    if orm:
        made = partial(SessionStore, async_sessionmaker(engine))

    async def execute(sql: str) -> list[tuple[Any, ...]]:
        async with engine.begin() as connection:
            result = await connection.execute(sa.text(sql))
            return [tuple(row) for row in result] if result.returns_rows else []

    try:
        yield Database(name.partition("+")[0], made(wait=5), execute, lambda wait: made(wait=wait))
    finally:
        await engine.dispose()


def _file(path: str) -> Database:
    async def execute(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            return connection.execute(sql).fetchall()

    return Database(
        "sqlite", SQLiteStore(path, wait=5), execute, lambda wait: SQLiteStore(path, wait=wait)
    )


@pytest.fixture
def connect(tmp_path: Any) -> Iterator[Callable[..., FailingConnection]]:
    """Open the test's SQLite file, which has two tables; each connection is closed in the end."""
    opened: list[FailingConnection] = []

    def open_(**options: Any) -> FailingConnection:
        settings = {"isolation_level": None, "timeout": 0, "factory": FailingConnection}
        connection = sqlite3.connect(tmp_path / "school.db", **(settings | options))
        opened.append(connection)
        return connection

    open_().executescript(
        "CREATE TABLE bills (zhixiao INTEGER); CREATE TABLE keys (n INTEGER PRIMARY KEY)"
    )
    yield open_
    for connection in opened:
        connection.close()


@pytest.fixture
def begun(connect: Callable[..., FailingConnection]) -> FailingConnection:
    """Return a connection with a guarded transaction that has written."""
    connection = connect()
    begin_guarded(connection, 0)
    connection.execute("INSERT INTO bills VALUES (1)")
    return connection
