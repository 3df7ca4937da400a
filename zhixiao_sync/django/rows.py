"""Rows of a described table by plain SQL on Django's connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper

from zhixiao_async import InvalidRequest
from zhixiao_async.messages.text import Text
from zhixiao_async.store import DuplicateKey, Row, Table, Value
from zhixiao_async.store.driver_errors import schema_error

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
            _execute_on(connection, table, *self._dialect.spelling.insert(table, values))
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
        statement = self._dialect.spelling.update(table, where, values)
        return _execute_on(connection, table, *statement)[0]

    async def increment(
        self, connection: BaseDatabaseWrapper, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; return their number."""
        statement = self._dialect.spelling.increment(table, where, column)
        return _execute_on(connection, table, *statement)[0]

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
        sql += self._dialect.current * current
        _, found = _execute_on(connection, table, sql, values)
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
        return _execute_on(connection, table, *statement)[0]


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


def _execute_on(
    connection: BaseDatabaseWrapper, table: Table, sql: str, values: Sequence[Value]
) -> tuple[int, list[tuple[Any, ...]]]:
    """Execute a statement on a table; as :func:`execute`.

    Raises:
        InvalidRequest: The table isn't there, or lacks a column.
    """
    try:
        return execute(connection, sql, values)
    except DatabaseError as error:
        if schema_error(error.__cause__ or error, table) is not None:
            rule = Text("rule.not_migrated", using=connection.alias)
            raise InvalidRequest("table", rule, given=table.name) from error.__cause__
        raise
