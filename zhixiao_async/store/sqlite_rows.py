"""A described table's rows in SQLite, as SQL."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from .tables import AlreadyThere, Row, Table, Value

T = TypeVar("T")


class SQLiteRows(ABC):
    """The part of a store that is about rows."""

    async def insert(
        self, connection: sqlite3.Connection, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608
        try:
            await self._execute(connection, sql, *values.values())
        except sqlite3.IntegrityError as error:
            raise AlreadyThere from error

    async def update(
        self,
        connection: sqlite3.Connection,
        table: Table,
        where: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> int:
        """Change the rows that have these values; gives their number."""
        changes = ", ".join(f"{name} = ?" for name in values)
        sql = f"UPDATE {table.name} SET {changes}{_where(where)}"  # noqa: S608
        changed, _ = await self._execute(connection, sql, *values.values(), *where.values())
        return changed

    async def increment(
        self, connection: sqlite3.Connection, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; gives their number."""
        sql = f"UPDATE {table.name} SET {column} = {column} + 1{_where(where)}"  # noqa: S608
        changed, _ = await self._execute(connection, sql, *where.values())
        return changed

    async def select(
        self,
        connection: sqlite3.Connection,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        limit: int | None = None,
        current: bool = False,
    ) -> list[Row]:
        """The rows that have these values; a writing transaction sees nothing but current ones."""
        names = [one.name for one in table.columns]
        sql = f"SELECT {', '.join(names)} FROM {table.name}{_where(where)}"  # noqa: S608
        sql += f" ORDER BY {newest_by} DESC" if newest_by else ""
        sql += f" LIMIT {limit:d}" if limit is not None else ""
        _, found = await self._execute(connection, sql, *where.values())
        return [dict(zip(names, row, strict=True)) for row in found]

    async def _execute(
        self, connection: sqlite3.Connection, sql: str, *values: Value
    ) -> tuple[int, list[tuple[Any, ...]]]:
        """A statement of our own: how many rows it changed, and those that it found."""

        def execute() -> tuple[int, list[tuple[Any, ...]]]:
            cursor = connection.cursor()
            cursor.row_factory = None  # the connection's is the caller's
            cursor.execute(sql, values)
            return cursor.rowcount, cursor.fetchall()

        return await self._do(execute)

    @abstractmethod
    async def _do(self, function: Callable[..., T], *arguments: object) -> T:
        """Carry a step out, wherever it belongs."""


def _where(conditions: Iterable[str]) -> str:
    tests = " AND ".join(f"{name} = ?" for name in conditions)
    return f" WHERE {tests}" if tests else ""
