"""Rows of a described table in SQLite."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from .clock import DatabaseClock
from .driver_errors import schema_error
from .protocol import DuplicateKey
from .tables import Row, Table, Value

T = TypeVar("T")


class SQLiteRows(ABC):
    """The part of a SQLite store that reads and writes rows."""

    clock = DatabaseClock()  # the machine's, whatever the file

    async def now(self, connection: sqlite3.Connection) -> datetime:
        """Return the time by the machine's clock: no other machine uses the file."""
        sql = "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
        _, [(now,)] = await self._execute(connection, sql)
        return datetime.fromisoformat(now)

    async def insert(
        self, connection: sqlite3.Connection, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row."""
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {quoted(table.name)} ({listed(values)}) VALUES ({marks})"  # noqa: S608
        try:
            await self._execute_on(connection, table, sql, *values.values())
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
        changes = ", ".join(f"{quoted(name)} = ?" for name in values)
        sql = f"UPDATE {quoted(table.name)} SET {changes}{_where(_equal(where))}"  # noqa: S608
        given = (*values.values(), *_given(where))
        changed, _ = await self._execute_on(connection, table, sql, *given)
        return changed

    async def increment(
        self, connection: sqlite3.Connection, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; return their number."""
        change = f"{quoted(column)} = {quoted(column)} + 1"
        sql = f"UPDATE {quoted(table.name)} SET {change}{_where(_equal(where))}"  # noqa: S608
        changed, _ = await self._execute_on(connection, table, sql, *_given(where))
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
        names = [column.name for column in table.columns]
        order = table.order(newest_by, where) if newest_by else ()
        tests, values = _equal(where), _given(where)
        if after is not None:
            test, more = _behind(after, *order)
            tests, values = [*tests, test], [*values, *more]
        # With the table's name: without, SQLite takes the name of a missing column for a text.
        columns = ", ".join(f"{quoted(table.name)}.{quoted(name)}" for name in names)
        sql = f"SELECT {columns} FROM {quoted(table.name)}{_where(tests)}"  # noqa: S608
        sql += " ORDER BY " + ", ".join(f"{quoted(name)} DESC" for name in order) if order else ""
        sql += f" LIMIT {limit:d}" if limit is not None else ""
        _, found = await self._execute_on(connection, table, sql, *values)
        return [dict(zip(names, row, strict=True)) for row in found]

    async def delete(
        self,
        connection: sqlite3.Connection,
        table: Table,
        where: Mapping[str, Value],
        column: str,
        values: Sequence[Value],
    ) -> int:
        """Remove the rows that have these values and one of several; return their number."""
        tests = [*_equal(where), f"{quoted(column)} IN ({', '.join('?' * len(values))})"]
        sql = f"DELETE FROM {quoted(table.name)}{_where(tests)}"  # noqa: S608
        removed, _ = await self._execute_on(connection, table, sql, *_given(where), *values)
        return removed

    async def _execute_on(
        self, connection: sqlite3.Connection, table: Table, sql: str, *values: Value
    ) -> tuple[int, list[tuple[Any, ...]]]:
        """Execute a statement on a table; as :meth:`_execute`.

        Raises:
            InvalidRequest: The table isn't there, or lacks a column.
        """
        try:
            return await self._execute(connection, sql, *values)
        except sqlite3.OperationalError as error:
            if (refusal := schema_error(error, table)) is not None:
                raise refusal from error
            raise

    async def _execute(
        self, connection: sqlite3.Connection, sql: str, *values: Value
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


def quoted(name: str) -> str:
    """Return a name in quotes: it may be a word of SQL's."""
    return f'"{name}"'


def listed(names: Iterable[str]) -> str:
    """Return quoted names, separated by commas."""
    return ", ".join(map(quoted, names))


def _where(tests: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def _equal(where: Mapping[str, Value]) -> list[str]:
    return [
        f"{quoted(name)} {'IS NULL' if value is None else '= ?'}" for name, value in where.items()
    ]


def _given(where: Mapping[str, Value]) -> list[Value]:
    return [value for value in where.values() if value is not None]


def _behind(row: Row, column: str, *more: str) -> tuple[str, list[Value]]:
    """Return a test for the rows behind one, the greatest first, and the test's values.

    The first comparison uses an index on every database; one of whole rows wouldn't.
    """
    first, value = quoted(column), row[column]
    if not more:
        return f"{first} < ?", [value]
    rest, values = _behind(row, *more)
    return f"({first} <= ? AND ({first} < ? OR {rest}))", [value, value, *values]
