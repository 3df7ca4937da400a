"""A database's own message, where it names tables, columns and settings and quotes no value.

PostgreSQL's DETAIL and SQLAlchemy's parameters are never part of it. A message that repeats a
value, such as MySQL's "Duplicate entry '…'", isn't told, nor is one that a trigger made up.
"""

from __future__ import annotations

import re
import sqlite3

from .driver_errors import code_of, own_error

_DRIVERS = {"psycopg", "psycopg2", "asyncpg", "pg8000", "pymysql", "MySQLdb", "mysql", "mariadb"}
_DRIVERS |= {"aiomysql", "asyncmy"}

_POSTGRESQL = ("08", "0A", "23", "25", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58")
"""Classes of SQLSTATE. Not 22, whose messages quote the value, nor P0, a function's own words."""

# Not 1062, 1292 and 1366, which quote the value, nor 1644, a trigger's own words.
_MYSQL = {1040, 1044, 1045, 1046, 1048, 1049, 1050, 1054, 1064, 1091, 1136, 1142, 1146, 1153}
_MYSQL |= {1158, 1159, 1160, 1161, 1203, 1205, 1206, 1213, 1226, 1264, 1290, 1317, 1364, 1406}
_MYSQL |= {1451, 1452, 1792, 1927, 2002, 2003, 2005, 2006, 2013, 3024, 3572, 3819, 4025}

_SQLITE_CONSTRAINTS = {
    sqlite3.SQLITE_CONSTRAINT_CHECK,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
    sqlite3.SQLITE_CONSTRAINT_NOTNULL,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
}
_SQLITE_ERROR = re.compile(
    r'no such (table|column|function|index|view): [\w.]+|near "…": syntax error|incomplete input'
    r"|table \w+ (has no column named \w+|has \d+ columns? but \d+ values? were supplied"
    r"|already exists)|\d+ values for \d+ columns",
    re.ASCII,
)

_SQLALCHEMY = {"MissingGreenlet", "MultipleResultsFound", "NoResultFound", "TimeoutError"}
"""SQLAlchemy's own errors whose messages are fixed phrases."""

_SQLALCHEMY_PHRASES = {
    "A transaction is already begun on this Session.",
    "Can't operate on closed transaction inside context manager.  Please complete the context "
    "manager before emitting further commands.",
}
"""Fixed phrases of its other errors, which a handler meets that begins or ends its session."""

_DJANGO_PHRASES = {
    "This is forbidden when an 'atomic' block is active.",
    "You cannot call this from an async context - use a thread or sync_to_async.",
}
"""Fixed phrases of Django's, which code meets that ends its transaction, or is called in a loop."""


def database_text(error: BaseException) -> str | None:
    """Return the message of a database's error; None of any other error, or if it isn't told.

    Args:
        error: A driver's, or that of SQLAlchemy or Django which stands around it.
    """
    own = own_error(error)
    if isinstance(own, sqlite3.Error):
        return _of_sqlite(own)
    home = type(own).__module__.partition(".")[0]
    if home == "sqlalchemy":
        text = _first_line(str(own))
        if type(own).__name__ in _SQLALCHEMY or text in _SQLALCHEMY_PHRASES:
            return text
    if home == "django" and str(own) in _DJANGO_PHRASES:
        return str(own)
    code = code_of(own) if home in _DRIVERS else None
    if isinstance(code, int):
        return _of_mysql(own) if code in _MYSQL else None
    if home in _DRIVERS and code is None and type(own).__name__ == "OperationalError":
        return _first_line(str(own))  # there is no connection, and so no statement
    return _of_postgresql(own) if code is not None and code.startswith(_POSTGRESQL) else None


def database_code(error: BaseException) -> str:
    """Return the code of a database's error, told or not; empty of any other error."""
    own = own_error(error)
    if isinstance(own, sqlite3.Error):
        return str(getattr(own, "sqlite_errorname", ""))
    told = type(own).__module__.partition(".")[0] in _DRIVERS
    return str(code_of(own) or "") if told else ""


def _of_postgresql(error: BaseException) -> str | None:
    message = getattr(getattr(error, "diag", None), "message_primary", None)
    return _without_statement(message or getattr(error, "message", None))


def _of_mysql(error: BaseException) -> str | None:
    message = getattr(error, "msg", None) or (error.args[1] if len(error.args) > 1 else None)
    return _without_statement(message)


def _of_sqlite(error: sqlite3.Error) -> str | None:
    text = _without_statement(str(error)) or ""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # Python's own, about how it was called
        return text if isinstance(error, sqlite3.ProgrammingError) else None
    if code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
        return text if code in _SQLITE_CONSTRAINTS else None
    if code == sqlite3.SQLITE_ERROR:
        return text if _SQLITE_ERROR.fullmatch(text) else None
    return text


def _without_statement(message: object) -> str | None:
    """Return a message's first line without the piece of SQL that a syntax error quotes."""
    if not isinstance(message, str):
        return None
    return re.sub(r"(?<=near )(['\"]).*(['\"])", '"…"', message, flags=re.DOTALL).split("\n")[0]


def _first_line(text: str) -> str:
    return text.split("\n")[0]
