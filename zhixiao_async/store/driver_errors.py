"""Errors of database drivers, told apart without importing any driver."""

from __future__ import annotations

import sqlite3

from ..errors import InvalidRequest
from .tables import Table

_NO_TABLE = {"42P01", 1146}
_NO_COLUMN = {"42703", 1054}


_WRAPPERS = ("sqlalchemy.dialects.", "django.db.utils")


def own_error(error: BaseException) -> BaseException:
    """Return the driver's own error, where SQLAlchemy's or Django's stands around it."""
    orig = getattr(error, "orig", None)
    own = orig if isinstance(orig, BaseException) else error
    return (type(own).__module__.startswith(_WRAPPERS) and own.__cause__) or own


def code_of(error: BaseException) -> str | int | None:
    """Return the code of a driver's own error: the number of MySQL, the SQLSTATE of PostgreSQL."""
    first = error.args[0] if error.args else None
    if isinstance(first, int):  # MySQL's drivers may have an SQLSTATE as well, which says less
        return first
    codes = (getattr(error, name, None) for name in ("errno", "sqlstate", "pgcode"))
    return next((code for code in codes if isinstance(code, str | int)), None)


def schema_error(error: BaseException, table: Table) -> InvalidRequest | None:
    """Return the refusal of a table that isn't there or lacks a column; None of any other error.

    Args:
        error: The driver's, or SQLAlchemy's.
        table: The table of the statement.
    """
    own = own_error(error)
    text = str(own)
    if isinstance(own, sqlite3.Error):
        no_table = text == f"no such table: {table.name}"
        no_column = text.startswith(("no such column: ", f"table {table.name} has no column "))
    else:
        code = code_of(own)
        no_table = code in _NO_TABLE and table.name in text  # a trigger's may be missing, too
        no_column = code in _NO_COLUMN
    if no_table:
        return table.absent
    lacks = no_column and any(column.name in text for column in table.columns)
    return table.outdated if lacks else None
