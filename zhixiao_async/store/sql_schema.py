"""A table that is there already, made as this version needs it. Nothing in it is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .tables import Table


def lacking(inspector: Any, table: Table, described: Any) -> list[Any]:
    """Return what is to be made: the table with its indexes, or columns and indexes of it.

    Args:
        inspector: SQLAlchemy's, of the database.
        table: The table.
        described: The same for SQLAlchemy.

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


def make(connection: Any, lacking: list[Any], wait: float) -> None:
    """Make what :func:`lacking` found.

    Args:
        connection: SQLAlchemy's, in a transaction.
        lacking: The table, or columns and indexes.
        wait: Seconds to wait at most for those who are using the table; MySQL's own default is
            a day, for which everybody else would wait behind it.
    """
    with _bounded(connection, wait):
        for it in lacking:
            if hasattr(it, "create"):
                it.create(connection)
            else:  # a column: SQLAlchemy leaves these to Alembic
                connection.exec_driver_sql(_addition(connection.dialect, it))


def _addition(dialect: Any, column: Any) -> str:
    compiler = dialect.ddl_compiler(dialect, None)
    table = compiler.preparer.format_table(column.table)
    return f"ALTER TABLE {table} ADD COLUMN {compiler.get_column_specification(column)}"


@contextmanager
def _bounded(connection: Any, wait: float) -> Iterator[None]:
    if connection.dialect.name == "postgresql":  # has its lock_timeout for all of this
        yield
        return
    usual = connection.exec_driver_sql("SELECT @@SESSION.lock_wait_timeout").scalar()
    connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {max(1, round(wait)):d}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {usual:d}")
