"""SQLite by the standard library: nothing to install, one file, the caller's own tables beside."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from .._either import is_blocking
from .._numbers import duration
from ..errors import InvalidRequest
from . import guarded
from .protocol import LONGEST_WAIT
from .results import either
from .sqlite_rows import SQLiteRows, listed, quoted
from .tables import Column, Kind, Table
from .threads import in_thread

T = TypeVar("T")

Connect: TypeAlias = Callable[[], sqlite3.Connection]

_TYPES = {Kind.KEY: "TEXT", Kind.TEXT: "TEXT", Kind.NUMBER: "INTEGER"}


class SQLiteStore(SQLiteRows):
    """A database file, opened anew for each transaction, so that forks and threads do no harm.

    Statements run in threads, so the event loop never waits for the file. A transaction takes
    the write lock at its start: a second one waits for it, and those of one event loop take turns.

    Args:
        database: The file's path; or a function that opens it the way you want it opened, with
            ``check_same_thread=False``. It is called in a thread, too.
        wait: Seconds to wait for another transaction before giving up, at most 86400.

    Raises:
        InvalidRequest: No path, or ``:memory:``, which every transaction would find empty; no
            seconds; or, at the first transaction, a connection that keeps to its thread.
    """

    blocking = False

    def __init__(self, database: str | os.PathLike[str] | Connect, *, wait: float = 10.0) -> None:
        self._wait = duration("wait", wait, maximum=LONGEST_WAIT)
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]
        self._locks = WeakKeyDictionary()
        self._moves = not callable(database)
        if callable(database):
            self._connect = database
            return
        path = os.fspath(database) if isinstance(database, str | os.PathLike) else database
        if not isinstance(path, str) or path in ("", ":memory:") or path.startswith("file:"):
            raise InvalidRequest("database", "must be a file's path", given=path)
        file = str(Path(path).absolute())
        self._connect = partial(_open, file, wait)

    @asynccontextmanager
    async def transaction(
        self,
        connection: sqlite3.Connection | None = None,
        *,
        committed: Callable[[], object] | None = None,
    ) -> AsyncGenerator[sqlite3.Connection, None]:
        """A transaction of its own, or a savepoint in the caller's."""
        if connection is not None:
            async with self._savepoint(connection):
                yield connection
            return
        opened: list[sqlite3.Connection] = []
        async with self._turn():
            try:
                await self._do(lambda: opened.append(self._opened()))
                own = opened[0]
                await self._do(guarded.begin, own)
                yield own
                await self._do(guarded.commit, opened, then=committed)
            except GeneratorExit:
                raise  # a thread may be at work still: the last to let go of it closes it
            except BaseException:
                for own in opened:
                    await self._do(guarded.discard, own)
                raise

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[sqlite3.Connection, None]:
        """A transaction that only looks: a writer's lock is no concern of it."""
        opened: list[sqlite3.Connection] = []
        try:
            await self._do(lambda: opened.append(self._opened()))
            own = opened[0]
            await self._do(guarded.look, own)
            yield own
        except GeneratorExit:
            raise  # as in transaction()
        except BaseException:
            for own in opened:
                await self._do(guarded.discard, own)
            raise
        await self._do(guarded.discard, own)

    def _opened(self) -> sqlite3.Connection:
        connection = self._connect()
        if self.blocking:
            guarded.must_move(connection, "database")
        elif not self._moves:
            guarded.must_move_from_here(connection, "database")
            self._moves = True
        return connection

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
        await self._do(guarded.must_move, connection, "connection")
        if not connection.in_transaction:
            async with self._turn():
                await self._do(connection.execute, "BEGIN IMMEDIATE")
        savepoint = guarded.Savepoint(connection)
        try:
            await self._do(savepoint.enter)
            yield
        except GeneratorExit:
            raise  # nothing can be waited for any more
        except BaseException:
            await self._do(savepoint.undo)
            raise
        await self._do(savepoint.leave)

    async def create(self, table: Table) -> None:
        """Create the table; to one that is there, add the columns and indexes that it lacks."""
        async with self.reading() as own:
            lacking = await self._lacking(own, table)
        if not lacking:
            return
        async with self.transaction() as own:  # another process may have done it meanwhile
            for sql in await self._lacking(own, table):
                await self._execute(own, sql)

    async def _lacking(self, own: sqlite3.Connection, table: Table) -> list[str]:
        """Statements that make the table as it has to be."""
        name = quoted(table.name)
        _, columns = await self._execute(own, f"PRAGMA table_info({name})")
        _, indexes = await self._execute(own, f"PRAGMA index_list({name})")
        there = {index[1] for index in indexes}
        statements = [
            f"CREATE INDEX {quoted(index)} ON {name} ({listed(names)})"
            for index, names in table.named_indexes.items()
            if index not in there
        ]
        if not columns:
            described = [*map(_column, table.columns), f"PRIMARY KEY ({listed(table.key)})"]
            return [f"CREATE TABLE {name} ({', '.join(described)})", *statements]
        missing = table.missing([column[1] for column in columns])
        return [f"ALTER TABLE {name} ADD COLUMN {_column(it)}" for it in missing] + statements

    async def run(
        self,
        connection: sqlite3.Connection,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function: a plain one in a thread, an ``async def`` here."""
        if is_blocking(function):
            given: object = await self._do(function, *arguments)
        else:
            given = function(*arguments)
        result: T = await either(given)
        return result

    async def _do(
        self,
        function: Callable[..., T],
        *arguments: object,
        then: Callable[[], object] | None = None,
    ) -> T:
        """A step, done to its end even when cancelled: the connection isn't free before."""
        return await in_thread(function, *arguments, then=then)


def _column(column: Column) -> str:
    return f"{quoted(column.name)} {_TYPES[column.kind]}{' NOT NULL' * column.required}"


def _open(file: str, wait: float) -> sqlite3.Connection:
    try:
        return sqlite3.connect(file, timeout=wait, check_same_thread=False)
    except sqlite3.Error as error:
        error.add_note(f"zhixiao: the database is {file}")
        raise
