"""SQLite by the standard library: nothing to install, one file, the caller's own tables beside."""

from __future__ import annotations

import asyncio
import inspect
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from .._either import settled
from ..errors import InvalidRequest
from .tables import AlreadyThere, Kind, Row, Table, Value

T = TypeVar("T")

Connect: TypeAlias = Callable[[], sqlite3.Connection]

_TYPES = {Kind.KEY: "TEXT", Kind.TEXT: "TEXT", Kind.NUMBER: "INTEGER"}


class SQLiteStore:
    """A database file, opened anew for each transaction, so that forks and threads do no harm.

    Statements run in threads, so the event loop never waits for the file. A transaction takes
    the write lock at its start: a second one waits for it, and those of one event loop take turns.

    Args:
        database: The file's path; or a function that opens it the way you want it opened.
        wait: Seconds to wait for another transaction before giving up.

    Raises:
        InvalidRequest: ``:memory:``, which every transaction would find empty.
    """

    blocking = False

    def __init__(self, database: str | os.PathLike[str] | Connect, *, wait: float = 10.0) -> None:
        self._wait = wait
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]
        self._locks = WeakKeyDictionary()
        if callable(database):
            self._connect = database
            return
        path = os.fspath(database)
        if path in ("", ":memory:") or path.startswith("file:"):
            raise InvalidRequest("database", "must be a file's path", given=path)
        path = str(Path(path).absolute())
        self._connect = lambda: sqlite3.connect(path, timeout=wait, check_same_thread=False)

    @asynccontextmanager
    async def transaction(
        self, connection: sqlite3.Connection | None = None
    ) -> AsyncGenerator[sqlite3.Connection, None]:
        """A transaction of its own, or a savepoint in the caller's."""
        if connection is not None:
            async with self._savepoint(connection):
                yield connection
            return
        async with self._turn():
            own = self._connect()
            try:
                own.isolation_level = None
                await self._do(own.execute, "BEGIN IMMEDIATE")
                own.set_authorizer(_no_end_of_transaction)
                yield own
                own.set_authorizer(None)
                await self._do(own.execute, "COMMIT")
            finally:
                own.close()  # which rolls back whatever wasn't committed

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None, None]:
        """One at a time waits in a thread: more could leave the file's holder none to go on in."""
        lock = self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        try:
            async with asyncio.timeout(self._wait):
                await lock.acquire()
        except TimeoutError:
            raise sqlite3.OperationalError("database is locked") from None
        try:
            yield
        finally:
            lock.release()

    @asynccontextmanager
    async def _savepoint(self, connection: sqlite3.Connection) -> AsyncGenerator[None, None]:
        if not connection.in_transaction:
            async with self._turn():
                await self._do(connection.execute, "BEGIN IMMEDIATE")
        await self._do(connection.execute, "SAVEPOINT zhixiao")
        try:
            yield
        except BaseException:
            await self._do(connection.execute, "ROLLBACK TO zhixiao")
            await self._do(connection.execute, "RELEASE zhixiao")
            raise
        await self._do(connection.execute, "RELEASE zhixiao")

    async def create(self, table: Table) -> None:
        """Create the table, unless it is there."""
        columns = [
            f"{one.name} {_TYPES[one.kind]}{' NOT NULL' if one.required else ''}"
            for one in table.columns
        ]
        columns.append(f"PRIMARY KEY ({', '.join(table.key)})")
        async with self.transaction() as connection:
            await self._do(
                connection.execute,
                f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(columns)})",
            )

    async def insert(
        self, connection: sqlite3.Connection, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608
        try:
            await self._do(connection.execute, sql, tuple(values.values()))
        except sqlite3.IntegrityError as error:
            raise AlreadyThere from error

    async def update(
        self,
        connection: sqlite3.Connection,
        table: Table,
        where: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> int:
        """Change the rows that have these values; gives their number."""
        changes = ", ".join(f"{name} = ?" for name in values)
        sql = f"UPDATE {table.name} SET {changes}{_where(where)}"  # noqa: S608
        cursor = await self._do(connection.execute, sql, (*values.values(), *where.values()))
        return cursor.rowcount

    async def select(
        self,
        connection: sqlite3.Connection,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """The rows that have these values."""
        names = [one.name for one in table.columns]
        sql = f"SELECT {', '.join(names)} FROM {table.name}{_where(where)}"  # noqa: S608
        sql += f" ORDER BY {newest_by} DESC" if newest_by else ""
        sql += f" LIMIT {limit:d}" if limit is not None else ""

        def rows() -> list[Row]:
            found = connection.execute(sql, tuple(where.values()))
            return [dict(zip(names, row, strict=True)) for row in found]

        return await self._do(rows)

    async def run(self, function: Callable[..., Awaitable[T] | T], *arguments: object) -> T:
        """Call the user's function: a plain one in a thread, an ``async def`` here."""
        if inspect.iscoroutinefunction(function):
            awaited: T = await function(*arguments)
            return awaited
        result: T = await settled(await self._do(function, *arguments))
        return result

    async def _do(self, function: Callable[..., T], *arguments: object) -> T:
        """Run it in a thread, to its end even when cancelled: the connection isn't free before."""
        work = asyncio.ensure_future(asyncio.to_thread(function, *arguments))
        cancelled: asyncio.CancelledError | None = None
        while not work.done():
            try:
                await asyncio.wait([work])
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            work.exception()
            raise cancelled
        return work.result()


def _where(conditions: Iterable[str]) -> str:
    tests = " AND ".join(f"{name} = ?" for name in conditions)
    return f" WHERE {tests}" if tests else ""


def _no_end_of_transaction(action: int, *_: object) -> int:
    """Refuses a COMMIT or ROLLBACK of the handler's, which would split the transaction in two."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_TRANSACTION else sqlite3.SQLITE_OK
