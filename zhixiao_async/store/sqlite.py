"""SQLite by the standard library: nothing to install, one file, the caller's own tables beside."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from .._either import is_blocking
from .._numbers import duration
from ..errors import InvalidRequest
from . import guarded
from .lanes import Lane, lane_of
from .protocol import LONGEST_WAIT
from .results import either
from .sqlite_rows import SQLiteRows, listed, quoted
from .tables import Column, Kind, Table

T = TypeVar("T")

Connect: TypeAlias = Callable[[], sqlite3.Connection]
Start: TypeAlias = Callable[[sqlite3.Connection, float], None]

_TYPES = {Kind.KEY: "TEXT", Kind.TEXT: "TEXT", Kind.NUMBER: "INTEGER"}


class SQLiteStore(SQLiteRows):
    """A database file, opened anew for each transaction, so that forks and threads do no harm.

    Statements run in threads of the file's own, so neither the event loop nor its threads wait
    for the file; they end with the last store on it. A transaction takes the write lock at its
    start: a second one waits for it, and those of one event loop take turns.

    Args:
        database: The file's path; or a function that opens it the way you want it opened, with
            ``check_same_thread=False``. It is called in a thread, too.
        wait: Seconds to wait for another transaction before giving up, at most 86400.

    Raises:
        InvalidRequest: No path but a URL, or ``:memory:``, which every transaction would find
            empty; no seconds; or, at the first transaction, a connection that keeps to its thread.
    """

    blocking = False

    def __init__(self, database: str | os.PathLike[str] | Connect, *, wait: float = 10.0) -> None:
        self._wait = duration("wait", wait, maximum=LONGEST_WAIT)
        self._lane: Lane | None = None
        if callable(database):
            self._connect = database
            return
        path = os.fspath(database) if isinstance(database, str | os.PathLike) else database
        if is_url(path):
            rule = (
                "must be a SQLite file's path; for another database give SQLStore(engine), with"
                " SQLAlchemy's create_async_engine(url) in zhixiao_async and its create_engine(url)"
                " in zhixiao_sync"
            )
            raise InvalidRequest("database", rule)  # it may hold a password
        if not isinstance(path, str) or path in ("", ":memory:") or path.startswith("file:"):
            raise InvalidRequest("database", "must be a file's path", given=path)
        file = str(Path(path).absolute())
        self._connect = partial(_open, file, self._wait)
        self._lane = lane_of(file)

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
        deadline = self._deadline()
        async with self._turn(deadline), self._opened(guarded.begin, deadline) as opened:
            yield opened[0]
            await self._do(guarded.commit, opened, then=committed)

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[sqlite3.Connection, None]:
        """A transaction that only looks: a writer's lock is no concern of it."""
        async with self._opened(guarded.look, self._deadline()) as opened:
            yield opened[0]
            await self._do(guarded.discard, opened.pop())

    @asynccontextmanager
    async def _opened(
        self, start: Start, deadline: float
    ) -> AsyncGenerator[list[sqlite3.Connection], None]:
        """A connection with a transaction; it is closed unless that was done, and taken out."""
        opened: list[sqlite3.Connection] = []

        def step(wait: float) -> None:
            if not opened:
                opened.append(self._connection())
            start(opened[0], wait)

        try:
            await self._begin(step, deadline)
            yield opened
        except GeneratorExit:
            raise  # a thread may be at work still: the last to let go of it closes it
        except BaseException:
            for own in opened:
                await self._do(guarded.discard, own)
            raise

    def _connection(self) -> sqlite3.Connection:
        connection = self._connect()
        guarded.must_move(connection, "database")
        return connection

    async def _file(self) -> Lane:
        """The lane of the store's file, which only a connection tells if the caller opens it."""
        if self._lane is None:

            def look() -> str:
                connection = self._connect()
                guarded.must_move_from_here(connection, "database")
                with closing(connection):
                    return guarded.file_of(connection)

            self._lane = lane_of(await Lane().run(look))
        return self._lane

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._wait

    @asynccontextmanager
    async def _turn(self, deadline: float) -> AsyncGenerator[None, None]:
        """One at a time: those who wait on the same event loop have no need of the file."""
        async with (await self._file()).turn(deadline):
            yield

    async def _begin(self, step: Callable[[float], None], deadline: float) -> None:
        """Take a step that begins a transaction, and wait until it is possible."""
        await (await self._file()).begin(partial(step, 0), deadline)

    @asynccontextmanager
    async def _savepoint(self, connection: sqlite3.Connection) -> AsyncGenerator[None, None]:
        await self._do(guarded.must_move, connection, "connection")
        if not connection.in_transaction:
            deadline = self._deadline()
            async with self._turn(deadline):
                await self._begin(partial(guarded.seize, connection), deadline)
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
                try:
                    await self._execute(own, sql)
                except sqlite3.IntegrityError as error:
                    raise table.contradicted from error

    async def _lacking(self, own: sqlite3.Connection, table: Table) -> list[str]:
        """Statements that make the table as it has to be."""
        name = quoted(table.name)
        _, columns = await self._execute(own, f"PRAGMA table_info({name})")
        _, indexes = await self._execute(own, f"PRAGMA index_list({name})")
        there = {index[1] for index in indexes}
        statements = [
            f"CREATE {'UNIQUE ' * (names in table.unique)}INDEX {quoted(index)} ON {name}"
            f" ({listed(names)})"
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
        return await (await self._file()).run(function, *arguments, then=then)


def is_url(path: object) -> bool:
    """Return True for a URL of SQLAlchemy's, which would be the name of a strange new file.

    A path of ``pathlib``'s has lost the second of its slashes; one letter alone is a drive.
    """
    return isinstance(path, str) and re.match(r"[A-Za-z][\w.+-]+:/", path) is not None


def _column(column: Column) -> str:
    return f"{quoted(column.name)} {_TYPES[column.kind]}{' NOT NULL' * column.required}"


def _open(file: str, wait: float) -> sqlite3.Connection:
    try:
        # A statement that is kept isn't looked at again, see the guard.
        return sqlite3.connect(file, timeout=wait, check_same_thread=False, cached_statements=0)
    except sqlite3.Error as error:
        error.add_note(f"zhixiao: the database is {file}")
        raise
