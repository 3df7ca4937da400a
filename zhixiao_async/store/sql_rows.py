"""Rows of a described table by SQLAlchemy, in statements made by its tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from .protocol import DuplicateKey
from .sql_dialects import Dialect
from .tables import Row, Table, Value


class SQLRows(ABC):
    """The part of a SQLAlchemy store that reads and writes rows."""

    _dialect: Dialect
    _refusal: type[Exception]

    @abstractmethod
    def sqlalchemy_table(self, table: Table) -> Any:
        """Return the table for SQLAlchemy."""

    @abstractmethod
    async def _execute(self, connection: Any, table: Table, statement: Any) -> Any:
        """Execute a statement on a table; an error's text shows none of its values."""

    async def insert(self, connection: Any, table: Table, values: Mapping[str, Value]) -> None:
        """Add a row."""
        statement = self.sqlalchemy_table(table).insert().values(dict(values))
        try:
            await self._execute(connection, table, statement)
        except self._refusal as error:
            raise DuplicateKey from error

    async def update(
        self,
        connection: Any,
        table: Table,
        where: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> int:
        """Change the rows that have these values; return their number."""
        target = self.sqlalchemy_table(table)
        statement = target.update().where(*_conditions(target, where)).values(dict(values))
        changed: int = (await self._execute(connection, table, statement)).rowcount
        return changed

    async def increment(
        self, connection: Any, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; return their number."""
        target = self.sqlalchemy_table(table)
        statement = target.update().where(*_conditions(target, where))
        statement = statement.values({column: target.c[column] + 1})
        changed: int = (await self._execute(connection, table, statement)).rowcount
        return changed

    async def select(
        self,
        connection: Any,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        after: Row | None = None,
        limit: int | None = None,
        current: bool = False,
    ) -> list[Row]:
        """Return the rows that have these values."""
        source = self.sqlalchemy_table(table)
        statement = source.select().where(*_conditions(source, where)).limit(limit)
        if newest_by is not None:
            order = [source.c[name] for name in table.order(newest_by, where)]
            statement = statement.order_by(*(column.desc() for column in order))
            if after is not None:
                statement = statement.where(_behind(after, *order))
        if current and not self._dialect.select_is_current:
            # A plain SELECT sees the rows of the transaction's first SELECT.
            statement = statement.with_for_update(read=True)
        result = await self._execute(connection, table, statement)
        return [dict(row) for row in result.mappings()]

    async def delete(
        self,
        connection: Any,
        table: Table,
        where: Mapping[str, Value],
        column: str,
        values: Sequence[Value],
    ) -> int:
        """Remove the rows that have these values and one of several; return their number."""
        target = self.sqlalchemy_table(table)
        tests = [*_conditions(target, where), target.c[column].in_(values)]
        statement = target.delete().where(*tests)
        removed: int = (await self._execute(connection, table, statement)).rowcount
        return removed


def _conditions(table: Any, where: Mapping[str, Value]) -> list[Any]:
    return [table.c[name] == value for name, value in where.items()]


def _behind(row: Row, column: Any, *more: Any) -> Any:
    """Return a test for the rows behind one, the greatest first.

    The first comparison uses an index on every database; one of whole rows wouldn't.
    """
    value = row[column.name]
    if not more:
        return column < value
    return (column <= value) & ((column < value) | _behind(row, *more))
