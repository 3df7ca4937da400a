"""Blocking stores that tell the database's plan for the last query."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import attrs
import sqlalchemy as sa

from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.notify import SQLiteStore


@attrs.frozen
class WatchedDatabase:
    """A database whose plans can be looked at.

    Attributes:
        store: Store for an inbox or a journal.
        plan: Returns the plan of the last SELECT, as the database words it.
        fill: Adds rows to a table by an INSERT with a ? for each value, and analyses the table.
    """

    store: Any
    plan: Callable[[], str]
    fill: Callable[[str, str, Sequence[tuple[Any, ...]]], None]


def watch_plans(url_or_path: str) -> WatchedDatabase:
    """Open a server's database by its URL, or a file by its path."""
    return (_on_server if "://" in url_or_path else _on_sqlite)(url_or_path)


def _on_sqlite(path: str) -> WatchedDatabase:
    sent: list[str] = []

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        connection.set_trace_callback(sent.append)
        return connection

    def plan() -> str:
        with closing(sqlite3.connect(path)) as connection, connection:
            select = next(
                sql for sql in reversed(sent) if sql.startswith("SELECT") and "FROM" in sql
            )
            return "\n".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {select}"))

    def fill(insert: str, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executemany(insert, rows)
            connection.execute("ANALYZE")

    return WatchedDatabase(SQLiteStore(connect), plan, fill)


def _on_server(url: str) -> WatchedDatabase:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sent: list[Any] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def keep(connection, cursor, statement, parameters, context, executemany):
        if "FROM" in statement:
            sent[:] = statement, parameters

    def plan() -> str:
        statement, parameters = sent
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            return "\n".join(str(row) for row in rows)

    def fill(insert: str, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(insert.replace("?", "%s"), rows)
            kind = "" if engine.dialect.name == "postgresql" else "TABLE"
            connection.exec_driver_sql(f"ANALYZE {kind} {table}")

    return WatchedDatabase(SQLStore(engine), plan, fill)
