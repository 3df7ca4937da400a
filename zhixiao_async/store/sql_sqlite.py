"""SQLite through SQLAlchemy: a transaction that the store begins, since its drivers do too late.

They begin with the first statement that writes, and so a savepoint or a query before it would be
outside of the transaction. An engine that begins its transactions by a listener of its own is left
alone; best it says ``BEGIN IMMEDIATE``, as the store does.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..errors import InvalidRequest
from ..messages.text import Text


def require_file(engine: sa.Engine, field: str) -> None:
    """Check that each transaction has a connection of its own, to one database.

    Raises:
        InvalidRequest: The database is in memory, or all transactions share a connection.
    """
    url = engine.url
    in_memory = url.database in (None, "", ":memory:") or url.query.get("mode") == "memory"
    if in_memory or isinstance(engine.pool, sa.StaticPool):
        raise InvalidRequest(field, Text("rule.sqlite_without_file"))


def begin(connection: sa.Connection, wait: float, *, writes: bool) -> None:
    """Begin a transaction, unless the connection is in one: with the write lock if it is to write.

    Args:
        connection: A sync one.
        wait: Seconds to wait for the lock at most.
        writes: Whether the transaction is to write.

    Raises:
        InvalidRequest: The driver would commit each statement by itself, or nothing at all.
    """
    if not connection.in_transaction():
        connection.begin()
    driver = connection.connection.driver_connection
    if getattr(getattr(driver, "_conn", driver), "autocommit", None) is True:
        raise InvalidRequest("engine", Text("rule.autocommit"))  # commit() does nothing then
    if in_transaction(connection):
        return
    if getattr(driver, "isolation_level", None) is None:
        raise InvalidRequest("engine", Text("rule.autocommit"))
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {max(1, round(wait * 1000)):d}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        # Takes the lock that a BEGIN leaves until something is read: no query waits later.
        connection.exec_driver_sql("PRAGMA schema_version")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual:d}")


def in_transaction(connection: Any) -> bool:
    """Return whether the database itself is in a transaction, whatever SQLAlchemy holds."""
    return bool(connection.connection.driver_connection.in_transaction)
