"""The SQL that creates a described table in SQLite, or brings an existing one up to date."""

from __future__ import annotations

from collections.abc import Collection

from .sqlite_rows import listed, quoted
from .tables import Column, Kind, Table

_TYPES = {Kind.KEY: "TEXT", Kind.TEXT: "TEXT", Kind.NUMBER: "INTEGER"}


def missing_statements(
    table: Table, columns: Collection[str], indexes: Collection[str]
) -> list[str]:
    """Return the statements that make what a table lacks.

    Args:
        table: The table as it has to be.
        columns: The names of the columns that it has; empty if there is no such table.
        indexes: The names of the indexes that it has.

    Raises:
        InvalidRequest: A required column is missing: the table is another kind of table.
    """
    name = quoted(table.name)
    new_indexes = [
        f"CREATE {'UNIQUE ' * (names in table.unique)}INDEX {quoted(index)} ON {name}"
        f" ({listed(names)})"
        for index, names in table.named_indexes.items()
        if index not in indexes
    ]
    if not columns:
        described = [*map(_column, table.columns), f"PRIMARY KEY ({listed(table.key)})"]
        return [f"CREATE TABLE {name} ({', '.join(described)})", *new_indexes]
    new_columns = [
        f"ALTER TABLE {name} ADD COLUMN {_column(column)}" for column in table.missing(columns)
    ]
    return new_columns + new_indexes


def _column(column: Column) -> str:
    return f"{quoted(column.name)} {_TYPES[column.kind]}{' NOT NULL' * column.required}"
