"""SQLite by the standard library: nothing to install, one file, the caller's own tables beside."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from typing import TypeAlias, TypeVar, cast

from ..checks import duration
from . import sqlite_connection as steps
from .async_or_sync import is_blocking
from .handler_results import of_either
from .plain_schema import missing_statements
from .protocol import LONGEST_WAIT, Commit, Store, require_store
from .sqlite_executor import FileExecutor, executor_of
from .sqlite_file import open_file, require_file_path
from .sqlite_guard import Savepoint
from .sqlite_rows import SQLITE, SQLiteRows
from .tables import Kind, Table

T = TypeVar("T")
ConnectionT = TypeVar("ConnectionT")

Connect: TypeAlias = Callable[[], sqlite3.Connection]
Begin: TypeAlias = Callable[[sqlite3.Connection, float], None]

TYPES = {Kind.KEY: "TEXT", Kind.TEXT: "TEXT", Kind.NUMBER: "INTEGER"}
"""SQLite's types."""


class SQLiteStore(SQLiteRows):
    """A database file, opened anew for each transaction, so that forks and threads do no harm.

    Statements run in threads of the file's own, so neither the event loop nor its threads wait
    for the file; the threads end with the last store on it. A transaction takes the write lock at
    its start: a second one waits for it, and those of one event loop take turns.

    Args:
        database: The file's path; or a function that opens the file your way, with
            ``check_same_thread=False``. It is called in a thread, too.
        wait: Seconds to wait for another transaction before giving up, at most 86400.

    Raises:
        InvalidRequest: A URL; ``:memory:``, which every transaction would find empty; no seconds;
            or, at the first transaction, a connection that keeps to its thread.
    """

    blocking = False

    def __init__(self, database: str | os.PathLike[str] | Connect, *, wait: float = 10.0) -> None:
        self._wait = duration(maximum=LONGEST_WAIT).require("wait", wait)
        self._executor: FileExecutor | None = None
        if callable(database):
            self._connect = database
            return
        file = require_file_path(database)
        self._connect = partial(open_file, file, self._wait)
        self._executor = executor_of(file)

    @asynccontextmanager
    async def transaction(
        self, connection: sqlite3.Connection | None = None, *, commit: Commit | None = None
    ) -> AsyncGenerator[sqlite3.Connection, None]:
        """Open a transaction of the store's own, or a savepoint in the caller's."""
        if connection is not None:
            async with self._savepoint(connection):
                yield connection
            return
        deadline = self._deadline()
        async with (
            self._write_lock(deadline),
            self._opened(steps.begin_guarded, deadline) as opened,
        ):
            yield opened[0]
            await self._run_step(steps.commit, opened, commit or Commit())

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[sqlite3.Connection, None]:
        """Open a transaction that only reads; it doesn't wait for a writer's lock."""
        async with self._opened(steps.begin_reading, self._deadline()) as opened:
            yield opened[0]
            await self._run_step(steps.discard, opened.pop())

    @asynccontextmanager
    async def _opened(
        self, begin: Begin, deadline: float
    ) -> AsyncGenerator[list[sqlite3.Connection], None]:
        """Open a connection with a transaction; discard it unless it is taken from the list."""
        opened: list[sqlite3.Connection] = []

        def step(wait: float) -> None:
            if not opened:
                opened.append(self._open_connection())
            begin(opened[0], wait)

        try:
            await self._begin(step, deadline)
            yield opened
        except GeneratorExit:
            raise  # a thread may be at work still: the last to let go of it closes it
        except BaseException:
            for own in opened:
                await self._run_step(steps.discard, own)
            raise

    def _open_connection(self) -> sqlite3.Connection:
        connection = self._connect()
        steps.require_any_thread(connection, "database")
        return connection

    async def _file_executor(self) -> FileExecutor:
        """Return the executor of the store's file, which may only be known to a connection."""
        if self._executor is None:

            def find_file() -> str:
                connection = self._connect()
                steps.require_any_thread_here(connection, "database")
                with closing(connection):
                    return steps.file_of(connection)

            self._executor = executor_of(await FileExecutor().run(find_file))
        return self._executor

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._wait

    @asynccontextmanager
    async def _write_lock(self, deadline: float) -> AsyncGenerator[None, None]:
        """Wait for the other writers of this event loop; none of them needs the file meanwhile."""
        async with (await self._file_executor()).write_lock(deadline):
            yield

    async def _begin(self, step: Callable[[float], None], deadline: float) -> None:
        """Run a step that begins a transaction as soon as the file lets it."""
        await (await self._file_executor()).retry_while_locked(partial(step, 0), deadline)

    @asynccontextmanager
    async def _savepoint(self, connection: sqlite3.Connection) -> AsyncGenerator[None, None]:
        await self._run_step(steps.require_any_thread, connection, "connection")
        if not connection.in_transaction:
            deadline = self._deadline()
            async with self._write_lock(deadline):
                await self._begin(partial(steps.begin_writing, connection), deadline)
        savepoint = Savepoint(connection)
        try:
            await self._run_step(savepoint.enter)
            yield
        except GeneratorExit:
            raise  # nothing can be waited for any more
        except BaseException:
            await self._run_step(savepoint.undo)
            raise
        await self._run_step(savepoint.leave)

    async def create(self, table: Table) -> None:
        """Create the table; add the columns and indexes that an existing one lacks."""
        async with self.reading() as own:
            missing = await self._missing(own, table)
        if not missing:
            return
        async with self.transaction() as own:  # another process may have done it meanwhile
            for sql in await self._missing(own, table):
                try:
                    await self._execute(own, sql, [])
                except sqlite3.IntegrityError as error:
                    raise table.contradicted from error

    async def _missing(self, own: sqlite3.Connection, table: Table) -> list[str]:
        name = SQLITE.quoted(table.name)
        _, columns = await self._execute(own, f"PRAGMA table_info({name})", [])
        _, indexes = await self._execute(own, f"PRAGMA index_list({name})", [])
        return missing_statements(
            table,
            [column[1] for column in columns],
            {index[1] for index in indexes},
            spelling=SQLITE,
            types=TYPES,
        )

    async def run(
        self,
        connection: sqlite3.Connection,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function: a plain one in a thread, an ``async def`` here."""
        if is_blocking(function):
            return await of_either(await self._run_step(function, *arguments))
        return await of_either(function(*arguments))

    async def _run_step(self, step: Callable[..., T], *arguments: object) -> T:
        """Run a step to its end even when cancelled: the connection isn't free before."""
        return await (await self._file_executor()).run(step, *arguments)


def store_or_file(given: Store[ConnectionT] | str | os.PathLike[str]) -> Store[ConnectionT]:
    """Return the store that was given, or a SQLite store for a path.

    Raises:
        InvalidRequest: It is neither.
    """
    if isinstance(given, str | os.PathLike):
        return cast("Store[ConnectionT]", SQLiteStore(given))
    return require_store(given)
