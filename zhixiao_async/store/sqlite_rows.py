"""Rows of a described table in SQLite."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from .clock import DatabaseClock
from .driver_errors import schema_error
from .protocol import DuplicateKey
from .row_statements import Spelling
from .tables import Row, Table, Value

T = TypeVar("T")

SQLITE = Spelling('"', "?")


class SQLiteRows(ABC):
    """The part of a SQLite store that reads and writes rows."""

    clock = DatabaseClock()  # the machine's, whatever the file

    async def now(self, connection: sqlite3.Connection) -> datetime:
        """Return the time by the machine's clock: no other machine uses the file."""
        sql = "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
        _, [(now,)] = await self._execute(connection, sql, [])
        return datetime.fromisoformat(now)

    async def insert(
        self, connection: sqlite3.Connection, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row."""
        try:
            await self._execute_on(connection, table, *SQLITE.insert(table, values))
        except sqlite3.IntegrityError as error:
            raise DuplicateKey from error

    async def update(
        self,
        connection: sqlite3.Connection,
        table: Table,
        where: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> int:
        """Change the rows that have these values; return their number."""
        changed, _ = await self._execute_on(connection, table, *SQLITE.update(table, where, values))
        return changed

    async def increment(
        self, connection: sqlite3.Connection, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; return their number."""
        changed, _ = await self._execute_on(
            connection, table, *SQLITE.increment(table, where, column)
        )
        return changed

    async def select(
        self,
        connection: sqlite3.Connection,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        after: Row | None = None,
        limit: int | None = None,
        current: bool = False,
    ) -> list[Row]:
        """Return the rows that have these values: a writer's transaction sees the current ones."""
        statement = SQLITE.select(table, where, newest_by=newest_by, after=after, limit=limit)
        _, found = await self._execute_on(connection, table, *statement)
        return table.rows(found)

    async def delete(
        self,
        connection: sqlite3.Connection,
        table: Table,
        where: Mapping[str, Value],
        column: str,
        values: Sequence[Value],
    ) -> int:
        """Remove the rows that have these values and one of several; return their number."""
        removed, _ = await self._execute_on(
            connection, table, *SQLITE.delete(table, where, column, values)
        )
        return removed

    async def _execute_on(
        self, connection: sqlite3.Connection, table: Table, sql: str, values: Sequence[Value]
    ) -> tuple[int, list[tuple[Any, ...]]]:
        """Execute a statement on a table; as :meth:`_execute`.

        Raises:
            InvalidRequest: The table isn't there, or lacks a column.
        """
        try:
            return await self._execute(connection, sql, values)
        except sqlite3.OperationalError as error:
            if (refusal := schema_error(error, table)) is not None:
                raise refusal from error
            raise

    async def _execute(
        self, connection: sqlite3.Connection, sql: str, values: Sequence[Value]
    ) -> tuple[int, list[tuple[Any, ...]]]:
        """Execute a statement; return the number of rows that it changed, and those it found."""

        def execute() -> tuple[int, list[tuple[Any, ...]]]:
            cursor = connection.cursor()
            cursor.row_factory = None  # the connection's is the caller's
            cursor.execute(sql, values)
            return cursor.rowcount, cursor.fetchall()

        return await self._run_step(execute)

    @abstractmethod
    async def _run_step(self, step: Callable[..., T], *arguments: object) -> T:
        """Run a step in the thread where it belongs."""
