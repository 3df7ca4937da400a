"""Plain SQL that reads and writes rows of a described table, as a driver spells it."""

# ruff: noqa: S608 - a table has plain names, and every value has a mark

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import attrs

from .tables import Row, Table, Value

Statement: TypeAlias = tuple[str, list[Value]]
"""SQL, and the values of its marks."""


@attrs.frozen
class Spelling:
    """The marks that a database or its driver asks for; statements made with them.

    Attributes:
        quote: Stands on both sides of a name, which may be a word of SQL's.
        mark: Stands for a value.
    """

    quote: str
    mark: str

    def quoted(self, name: str) -> str:
        """Return a name in quotes."""
        return f"{self.quote}{name}{self.quote}"

    def listed(self, names: Iterable[str]) -> str:
        """Return quoted names, separated by commas."""
        return ", ".join(map(self.quoted, names))

    def insert(self, table: Table, values: Mapping[str, Value]) -> Statement:
        """Return the statement for :meth:`Store.insert`."""
        into = f"{self.quoted(table.name)} ({self.listed(values)})"
        return f"INSERT INTO {into} VALUES ({self._marks(values)})", [*values.values()]

    def update(
        self, table: Table, where: Mapping[str, Value], values: Mapping[str, Value]
    ) -> Statement:
        """Return the statement for :meth:`Store.update`."""
        changes = ", ".join(f"{self.quoted(name)} = {self.mark}" for name in values)
        sql = f"UPDATE {self.quoted(table.name)} SET {changes}{self._where(self._equal(where))}"
        return sql, [*values.values(), *_given(where)]

    def increment(self, table: Table, where: Mapping[str, Value], column: str) -> Statement:
        """Return the statement for :meth:`Store.increment`."""
        change = f"{self.quoted(column)} = {self.quoted(column)} + 1"
        sql = f"UPDATE {self.quoted(table.name)} SET {change}{self._where(self._equal(where))}"
        return sql, _given(where)

    def select(
        self,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        after: Row | None = None,
        limit: int | None = None,
    ) -> Statement:
        """Return the statement for :meth:`Store.select`; the columns come in the table's order."""
        # With the table's name: without, SQLite takes the name of a missing column for a text.
        name = self.quoted(table.name)
        columns = ", ".join(f"{name}.{self.quoted(column.name)}" for column in table.columns)
        order = table.order(newest_by, where) if newest_by else ()
        tests, values = self._equal(where), _given(where)
        if after is not None:
            test, more = self._behind(after, *order)
            tests, values = [*tests, test], [*values, *more]
        sql = f"SELECT {columns} FROM {name}{self._where(tests)}"
        newest = ", ".join(f"{self.quoted(name)} DESC" for name in order)
        sql += f" ORDER BY {newest}" if order else ""
        sql += f" LIMIT {limit:d}" if limit is not None else ""
        return sql, values

    def delete(
        self, table: Table, where: Mapping[str, Value], column: str, values: Sequence[Value]
    ) -> Statement:
        """Return the statement for :meth:`Store.delete`."""
        tests = [*self._equal(where), f"{self.quoted(column)} IN ({self._marks(values)})"]
        sql = f"DELETE FROM {self.quoted(table.name)}{self._where(tests)}"
        return sql, [*_given(where), *values]

    def _marks(self, values: Iterable[object]) -> str:
        return ", ".join(self.mark for _ in values)

    def _where(self, tests: Sequence[str]) -> str:
        return f" WHERE {' AND '.join(tests)}" if tests else ""

    def _equal(self, where: Mapping[str, Value]) -> list[str]:
        return [
            f"{self.quoted(name)} {'IS NULL' if value is None else f'= {self.mark}'}"
            for name, value in where.items()
        ]

    def _behind(self, row: Row, column: str, *more: str) -> tuple[str, list[Value]]:
        """Return a test for the rows behind one, the greatest first, and the test's values.

        The first comparison uses an index on every database; one of whole rows wouldn't.
        """
        first, value = self.quoted(column), row[column]
        if not more:
            return f"{first} < {self.mark}", [value]
        rest, values = self._behind(row, *more)
        test = f"({first} <= {self.mark} AND ({first} < {self.mark} OR {rest}))"
        return test, [value, value, *values]


def _given(where: Mapping[str, Value]) -> list[Value]:
    return [value for value in where.values() if value is not None]
