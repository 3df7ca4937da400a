"""What the kinds of databases do differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from sqlalchemy.dialects import mysql, postgresql, sqlite

from .tables import RECEIPTS

SECONDS = 60
"""Seconds to wait for another writer of the same day, which takes some."""


@attrs.frozen(kw_only=True)
class Server:
    """One kind of database.

    Attributes:
        writing: SQLAlchemy's isolation level of a transaction that writes a day.
        reading: That of one that reads: all of its statements see the same rows.
        connect: Arguments for the driver's ``connect``.
        begin: What a transaction that writes a day begins with.
        limited: Whether texts have a greatest length, see :mod:`.tables`.
        holds_nul: Whether a text may have the character NUL in it.
        passing: The codes of errors after which the transaction is tried again.
    """

    writing: str | None
    reading: str | None
    connect: Mapping[str, Any]
    begin: str | None = None
    limited: bool = False
    holds_nul: bool = True
    passing: frozenset[str | int] = frozenset()


_MYSQL = Server(
    writing="READ COMMITTED",  # which locks no gaps between days
    reading="REPEATABLE READ",
    connect={
        "init_command": "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'),"
        f" innodb_lock_wait_timeout = {SECONDS}",
        "charset": "utf8mb4",
    },
    limited=True,
    passing=frozenset({1213}),  # a deadlock: three writers of one new day may come to it
)

SERVERS: Mapping[str, Server] = {
    "postgresql": Server(
        writing="READ COMMITTED",
        reading="REPEATABLE READ",
        connect={},
        begin=f"SET LOCAL lock_timeout = '{SECONDS}s';"
        " SET LOCAL TIME ZONE INTERVAL '+08:00' HOUR TO MINUTE",
        holds_nul=False,
        passing=frozenset({"40P01", "40001"}),
    ),
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "sqlite": Server(writing=None, reading=None, connect={"timeout": SECONDS}),
}
"""By SQLAlchemy's names."""

DRIVERS: Mapping[str, str] = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "sqlite": "sqlite+pysqlite",
}


def upsert(dialect: str, values: Mapping[str, Any]) -> Any:
    """Return the statement that puts a receipt in the place of one that may stand there."""
    key = RECEIPTS.primary_key
    others = {name: value for name, value in values.items() if name not in key.columns}
    if dialect == "postgresql":
        return postgresql.insert(RECEIPTS).values(values).on_conflict_do_update(key, set_=others)
    if dialect == "sqlite":
        return sqlite.insert(RECEIPTS).values(values).on_conflict_do_update(key, set_=others)
    return mysql.insert(RECEIPTS).values(values).on_duplicate_key_update(others)
