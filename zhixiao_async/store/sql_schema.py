"""An existing table, completed as this version needs it. Nothing is removed from it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar

from .sql_transactions import SQLTransactions
from .tables import Table

T = TypeVar("T")


class SQLSchema(SQLTransactions):
    """The part of a SQLAlchemy store that creates tables."""

    _refusal: type[Exception]
    _database_error: type[Exception]

    @abstractmethod
    def sqlalchemy_table(self, table: Table) -> Any:
        """Return the table for SQLAlchemy."""

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Any]:
        """Open a transaction."""

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[Any]:
        """Open a transaction that only reads."""

    @abstractmethod
    def _inspect(self, connection: Any) -> Any:
        """Return SQLAlchemy's inspector of a sync connection's database."""

    async def create(self, table: Table) -> None:
        """Create the table; add the columns and indexes that an existing one lacks."""
        missing = await self._missing(table)
        while missing:
            try:
                async with self.transaction() as own:
                    await self._run_sync(own, partial(create_parts, parts=missing, wait=self._wait))
                return
            except self._database_error as error:
                # Another process may have created some of it meanwhile.
                left = await self._missing(table)
                if [part.name for part in left] == [part.name for part in missing]:
                    if isinstance(error, self._refusal):
                        raise table.contradicted from error
                    raise
                missing = left

    async def _missing(self, table: Table) -> list[Any]:
        described = self.sqlalchemy_table(table)

        def find(connection: Any) -> list[Any]:
            return missing_parts(self._inspect(connection), table, described)

        async with self.reading() as own:
            return await self._run_sync(own, find)


def missing_parts(inspector: Any, table: Table, described: Any) -> list[Any]:
    """Return what a database lacks: the table with its indexes, or columns and indexes of it.

    Args:
        inspector: SQLAlchemy's, of the database.
        table: The table.
        described: The same table as SQLAlchemy has it.

    Raises:
        InvalidRequest: A table of this name lacks a column that can't be added.
    """
    if not inspector.has_table(table.name):
        return [described]
    columns = table.missing([column["name"] for column in inspector.get_columns(table.name)])
    indexes = {index["name"] for index in inspector.get_indexes(table.name)}
    return [described.c[column.name] for column in columns] + [
        index for index in described.indexes if index.name not in indexes
    ]


def create_parts(connection: Any, parts: list[Any], wait: float) -> None:
    """Create what :func:`missing_parts` found.

    Args:
        connection: SQLAlchemy's, in a transaction.
        parts: The table, or columns and indexes.
        wait: Seconds to wait at most for others that use the table. MySQL's own default is a day,
            and everybody else would wait behind this change.
    """
    with _bounded_waits(connection, wait):
        for part in parts:
            if hasattr(part, "create"):
                part.create(connection)
            else:  # a column: SQLAlchemy leaves these to Alembic
                connection.exec_driver_sql(_add_column(connection.dialect, part))


def _add_column(dialect: Any, column: Any) -> str:
    compiler = dialect.ddl_compiler(dialect, None)
    table = compiler.preparer.format_table(column.table)
    return f"ALTER TABLE {table} ADD COLUMN {compiler.get_column_specification(column)}"


@contextmanager
def _bounded_waits(connection: Any, wait: float) -> Iterator[None]:
    if connection.dialect.name not in ("mysql", "mariadb"):  # the others' bounds are for all of it
        yield
        return
    usual = connection.exec_driver_sql("SELECT @@SESSION.lock_wait_timeout").scalar()
    connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {max(1, round(wait)):d}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {usual:d}")
