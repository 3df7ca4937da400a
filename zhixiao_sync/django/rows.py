"""Rows of a described table by plain SQL on Django's connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper

from zhixiao_async.store import DuplicateKey, Row, Table, Value

from .dialects import Dialect


class DjangoRows:
    """The part of a Django store that reads and writes rows."""

    _dialect: Dialect

    async def now(self, connection: BaseDatabaseWrapper) -> datetime:
        """Return the time by the server's clock; by the machine's for a SQLite file."""
        _, [(seconds,)] = execute(connection, self._dialect.now)
        return datetime.fromtimestamp(float(seconds), UTC)

    async def insert(
        self, connection: BaseDatabaseWrapper, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row."""
        try:
            execute(connection, *self._dialect.spelling.insert(table, values))
        except IntegrityError as error:
            raise DuplicateKey from error

    async def update(
        self,
        connection: BaseDatabaseWrapper,
        table: Table,
        where: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> int:
        """Change the rows that have these values; return their number."""
        return execute(connection, *self._dialect.spelling.update(table, where, values))[0]

    async def increment(
        self, connection: BaseDatabaseWrapper, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; return their number."""
        return execute(connection, *self._dialect.spelling.increment(table, where, column))[0]

    async def select(
        self,
        connection: BaseDatabaseWrapper,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        after: Row | None = None,
        limit: int | None = None,
        current: bool = False,
    ) -> list[Row]:
        """Return the rows that have these values."""
        sql, values = self._dialect.spelling.select(
            table, where, newest_by=newest_by, after=after, limit=limit
        )
        _, found = execute(connection, sql + self._dialect.current * current, values)
        return table.rows(found)

    async def delete(
        self,
        connection: BaseDatabaseWrapper,
        table: Table,
        where: Mapping[str, Value],
        column: str,
        values: Sequence[Value],
    ) -> int:
        """Remove the rows that have these values and one of several; return their number."""
        statement = self._dialect.spelling.delete(table, where, column, values)
        return execute(connection, *statement)[0]


def execute(
    connection: BaseDatabaseWrapper, sql: str, values: Sequence[Value] = ()
) -> tuple[int, list[tuple[Any, ...]]]:
    """Execute a statement; return the number of rows that it changed, and those it found.

    Not by ``connection.cursor()``: with DEBUG that keeps and logs every value, a payer's among
    them.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        own = connection.create_cursor()
    with connection.make_cursor(own) as cursor:
        cursor.execute(sql, values or None)
        return cursor.rowcount, [*cursor.fetchall()] if cursor.description else []
