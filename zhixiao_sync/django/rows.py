"""Rows of a described table by plain SQL on Django's connections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import DatabaseError, IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper

from zhixiao_async import InvalidRequest
from zhixiao_async.messages.text import Text
from zhixiao_async.store import Table, Value
from zhixiao_async.store.driver_errors import schema_error
from zhixiao_async.store.plain_rows import Done, PlainRows
from zhixiao_async.store.row_statements import Spelling

from .dialects import Dialect


class DjangoRows(PlainRows[BaseDatabaseWrapper]):
    """The part of a Django store that reads and writes rows."""

    _refusal = IntegrityError
    _dialect: Dialect

    @property
    def _spelling(self) -> Spelling:
        return self._dialect.spelling

    @property
    def _current(self) -> str:
        return self._dialect.current

    async def now(self, connection: BaseDatabaseWrapper) -> datetime:
        """Return the time by the server's clock; by the machine's for a SQLite file."""
        _, [(seconds,)] = execute(connection, self._dialect.now)
        return datetime.fromtimestamp(float(seconds), UTC)

    async def _execute_on(
        self, connection: BaseDatabaseWrapper, table: Table, sql: str, values: Sequence[Value]
    ) -> Done:
        try:
            return execute(connection, sql, values)
        except DatabaseError as error:
            if schema_error(error.__cause__ or error, table) is not None:
                rule = Text("rule.not_migrated", using=connection.alias)
                raise InvalidRequest("table", rule, given=table.name) from error.__cause__
            raise


def execute(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Value] = ()) -> Done:
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
