"""Rows of a described table in SQLite."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from .clock import DatabaseClock
from .driver_errors import schema_error
from .plain_rows import Done, PlainRows
from .row_statements import Spelling
from .tables import Table, Value

T = TypeVar("T")

SQLITE = Spelling('"', "?")


class SQLiteRows(PlainRows[sqlite3.Connection]):
    """The part of a SQLite store that reads and writes rows."""

    _refusal = sqlite3.IntegrityError
    # No _current: a writer's transaction sees the current rows.
    clock = DatabaseClock()  # the machine's, whatever the file

    @property
    def _spelling(self) -> Spelling:
        return SQLITE

    async def now(self, connection: sqlite3.Connection) -> datetime:
        """Return the time by the machine's clock: no other machine uses the file."""
        sql = "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
        _, [(now,)] = await self._execute(connection, sql, [])
        return datetime.fromisoformat(now)

    async def _execute_on(
        self, connection: sqlite3.Connection, table: Table, sql: str, values: Sequence[Value]
    ) -> Done:
        try:
            return await self._execute(connection, sql, values)
        except sqlite3.OperationalError as error:
            if (refusal := schema_error(error, table)) is not None:
                raise refusal from error
            raise

    async def _execute(
        self, connection: sqlite3.Connection, sql: str, values: Sequence[Value]
    ) -> Done:
        """Execute a statement; return the number of rows that it changed, and those it found."""

        def execute() -> Done:
            cursor = connection.cursor()
            cursor.row_factory = None  # the connection's is the caller's
            cursor.execute(sql, values)
            return cursor.rowcount, cursor.fetchall()

        return await self._run_step(execute)

    @abstractmethod
    async def _run_step(self, step: Callable[..., T], *arguments: object) -> T:
        """Run a step in the thread where it belongs."""
