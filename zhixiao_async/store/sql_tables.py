"""A described table as SQLAlchemy's: for the store's own statements, and in the user's metadata."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from .tables import KEY_LENGTH, Column, Kind, Table

# MySQL's usual collations hold "a1" and "A1" for one order.
_KEY = sa.String(KEY_LENGTH).with_variant(
    mysql.VARCHAR(KEY_LENGTH, charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb"
)
TYPES: dict[Kind, Any] = {Kind.KEY: _KEY, Kind.TEXT: sa.Text(), Kind.NUMBER: sa.BigInteger()}
"""The type of a column by the kind of its values."""
ENGINES: dict[str, Any] = {"mysql_engine": "InnoDB", "mariadb_engine": "InnoDB"}
"""The option is named like the URL's scheme."""


def sqlalchemy_table(table: Table, metadata: sa.MetaData) -> sa.Table:
    """Return a table described for SQLAlchemy, in your own metadata: Alembic finds it there."""
    columns = map(_column, table.columns)
    # Quoted: this server's version may have a reserved word that SQLAlchemy doesn't know.
    name = sa.quoted_name(table.name, quote=True)
    return sa.Table(name, metadata, *columns, *named_indexes(table), **ENGINES)


def named_indexes(table: Table) -> list[sa.Index]:
    """Return a table's indexes beside the primary key's."""
    return [
        sa.Index(name, *columns, unique=columns in table.unique)
        for name, columns in table.named_indexes.items()
    ]


def _column(column: Column) -> sa.Column[Any]:
    return sa.Column(
        column.name, TYPES[column.kind], primary_key=column.key, nullable=not column.required
    )
