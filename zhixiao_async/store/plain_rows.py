"""Rows of a described table by plain SQL, on whatever executes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from .protocol import DuplicateKey
from .row_statements import Spelling
from .tables import Row, Table, Value

ConnectionT = TypeVar("ConnectionT")

Done: TypeAlias = tuple[int, list[tuple[Any, ...]]]
"""The number of rows that a statement changed, and those that it found."""


class PlainRows(ABC, Generic[ConnectionT]):
    """The part of a store that reads and writes rows."""

    _refusal: type[Exception]
    """The error of a row that the database refuses."""

    @property
    @abstractmethod
    def _spelling(self) -> Spelling:
        """The database's marks."""

    @property
    def _current(self) -> str:
        """The end of a SELECT that has to see rows committed since the transaction's first one."""
        return ""

    async def insert(
        self, connection: ConnectionT, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row."""
        try:
            await self._execute_on(connection, table, *self._spelling.insert(table, values))
        except self._refusal as error:
            raise DuplicateKey from error

    async def update(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> int:
        """Change the rows that have these values; return their number."""
        statement = self._spelling.update(table, where, values)
        return (await self._execute_on(connection, table, *statement))[0]

    async def increment(
        self, connection: ConnectionT, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; return their number."""
        statement = self._spelling.increment(table, where, column)
        return (await self._execute_on(connection, table, *statement))[0]

    async def select(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        after: Row | None = None,
        limit: int | None = None,
        current: bool = False,
    ) -> list[Row]:
        """Return the rows that have these values."""
        sql, values = self._spelling.select(
            table, where, newest_by=newest_by, after=after, limit=limit
        )
        sql += self._current * current
        _, found = await self._execute_on(connection, table, sql, values)
        return table.rows(found)

    async def delete(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        column: str,
        values: Sequence[Value],
    ) -> int:
        """Remove the rows that have these values and one of several; return their number."""
        statement = self._spelling.delete(table, where, column, values)
        return (await self._execute_on(connection, table, *statement))[0]

    @abstractmethod
    async def _execute_on(
        self, connection: ConnectionT, table: Table, sql: str, values: Sequence[Value]
    ) -> Done:
        """Execute a statement on a table.

        Raises:
            InvalidRequest: The table isn't there, or lacks a column.
        """
