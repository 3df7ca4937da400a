"""Blocking stores that tell which plan the database has for what was asked of them last."""

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
class Watched:
    """A database whose plans can be looked at.

    Attributes:
        store: To be given to an inbox or a journal.
        plan: The plan of the last SELECT, as the database words it.
        fill: Adds rows to a table by an INSERT with a ? for each value, and analyses the table.
    """

    store: Any
    plan: Callable[[], str]
    fill: Callable[[str, str, Sequence[tuple[Any, ...]]], None]


def watched(url_or_path: str) -> Watched:
    """A server's database by its URL, or a file by its path."""
    return (_on_server if "://" in url_or_path else _on_sqlite)(url_or_path)


def _on_sqlite(path: str) -> Watched:
    sent: list[str] = []

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        connection.set_trace_callback(sent.append)
        return connection

    def plan() -> str:
        with closing(sqlite3.connect(path)) as books, books:
            look = next(sql for sql in reversed(sent) if sql.startswith("SELECT") and "FROM" in sql)
            return "\n".join(row[3] for row in books.execute(f"EXPLAIN QUERY PLAN {look}"))

    def fill(insert: str, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        with closing(sqlite3.connect(path)) as books, books:
            books.executemany(insert, rows)
            books.execute("ANALYZE")

    return Watched(SQLiteStore(connect), plan, fill)


def _on_server(url: str) -> Watched:
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

    return Watched(SQLStore(engine), plan, fill)
