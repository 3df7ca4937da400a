"""Plain SQL that creates a described table, or brings an existing one up to date."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .row_statements import Spelling
from .tables import Column, Kind, Table


def missing_statements(
    table: Table,
    columns: Collection[str],
    indexes: Collection[str],
    *,
    spelling: Spelling,
    types: Mapping[Kind, str],
) -> list[str]:
    """Return the statements that make what a table lacks.

    Args:
        table: The table as it has to be.
        columns: The names of the columns that it has; empty if there is no such table.
        indexes: The names of the indexes that it has.
        spelling: The database's.
        types: The SQL type of each kind of column.

    Raises:
        InvalidRequest: A required column is missing: the table is another kind of table.
    """

    def described(column: Column) -> str:
        required = " NOT NULL" * column.required
        return f"{spelling.quoted(column.name)} {types[column.kind]}{required}"

    name = spelling.quoted(table.name)
    new_indexes = [
        f"CREATE {'UNIQUE ' * (names in table.unique)}INDEX {spelling.quoted(index)} ON {name}"
        f" ({spelling.listed(names)})"
        for index, names in table.named_indexes.items()
        if index not in indexes
    ]
    if not columns:
        parts = [*map(described, table.columns), f"PRIMARY KEY ({spelling.listed(table.key)})"]
        return [f"CREATE TABLE {name} ({', '.join(parts)})", *new_indexes]
    new_columns = [
        f"ALTER TABLE {name} ADD COLUMN {described(column)}" for column in table.missing(columns)
    ]
    return new_columns + new_indexes
