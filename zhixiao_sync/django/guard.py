"""A guard on a Django connection: a handler that ends the transaction gets an error.

Django itself refuses ``commit()`` and ``rollback()`` inside of ``atomic()``; SQL isn't looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from zhixiao_async.messages.text import Text
from zhixiao_async.store import sqlite_guard
from zhixiao_async.store.sql_statements import ending_word

_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE)\b", re.IGNORECASE)


@contextmanager
def guarded(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Guard a connection while a handler runs, and the other databases from what it writes."""
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(_refuse_ending))
        for alias in {*connections} - {connection.alias}:
            stack.enter_context(connections[alias].execute_wrapper(_refuse_writing))
        if connection.vendor == "sqlite":
            stack.enter_context(_file_guarded(connection.connection))
        yield


def _refuse_ending(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Mapping[str, Any]
) -> Any:
    word = ending_word(_as_text(sql), context["connection"].vendor)
    if word is not None:
        raise RuntimeError(Text("error.handler_ends", word=word))
    return execute(sql, params, many, context)


def _refuse_writing(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Mapping[str, Any]
) -> Any:
    if _WRITES.match(_as_text(sql)):
        using = context["connection"].alias
        raise RuntimeError(Text("error.handler_strays", using=using))
    return execute(sql, params, many, context)


def _as_text(sql: Any) -> str:
    if hasattr(sql, "as_string"):  # psycopg's own
        return str(sql.as_string(None))
    return sql.decode("utf-8", "replace") if isinstance(sql, bytes) else str(sql)


@contextmanager
def _file_guarded(connection: Any) -> Iterator[None]:
    """Guard a SQLite connection, which may roll back by itself: INSERT OR ROLLBACK."""
    before = sqlite_guard.is_guarded(connection)
    sqlite_guard.guard(connection)
    try:
        yield
    finally:
        if not before:
            sqlite_guard.lift_guard(connection)
