"""An engine for a database's URL, whose password is in no text that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from ....errors import InvalidRequest
from ....messages.text import Text
from ...errors import ExportFailed
from .servers import DRIVERS, SERVERS

_WRITES = "zhixiao_writes"


def engine_for(url: str) -> sa.Engine:
    """Make an engine.

    Raises:
        InvalidRequest: No URL of a database that is supported. It isn't shown: it may hold a
            password.
        ImportError: Its driver isn't installed.
    """
    parsed = _supported(url)
    if parsed is None:
        raise InvalidRequest("target", Text("rule.not_target_url"))
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise InvalidRequest("target", Text("rule.database_in_memory"))
    engine = sa.create_engine(
        parsed.set(drivername=DRIVERS[kind]),
        connect_args=dict(SERVERS[kind].connect),
        hide_parameters=True,  # a payer's name among them
        pool_pre_ping=True,  # a server may have closed what was idle for hours
    )
    if kind == "sqlite":
        event.listen(engine, "connect", _begin_by_hand)
        event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that writes a day."""
    server = SERVERS[engine.dialect.name]
    level = server.writing
    options = {_WRITES: True} | ({} if level is None else {"isolation_level": level})
    with engine.execution_options(**options).begin() as connection:
        if server.begin is not None:
            connection.exec_driver_sql(server.begin)
        yield connection


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction whose statements all see the same rows."""
    level = SERVERS[engine.dialect.name].reading
    options = {} if level is None else {"isolation_level": level}
    with engine.execution_options(**options).begin() as connection:
        yield connection


@contextmanager
def told(engine: sa.Engine) -> Iterator[None]:
    """Have whatever a driver raises be an ExportFailed, in which no value of a row is shown."""
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise ExportFailed(Text("export.database", reason=_reason(error, engine))) from None


def code_of(error: BaseException) -> str | int | None:
    """Return the code by which a driver names an error: SQLSTATE, or MySQL's or SQLite's own."""
    original: Any = error.orig if isinstance(error, DBAPIError) else error
    for name in ("sqlstate", "sqlite_errorname"):
        if code := getattr(original, name, None):
            return str(code)
    code = original.args[0] if getattr(original, "args", ()) else None
    return code if isinstance(code, int) else None


def _reason(error: BaseException, engine: sa.Engine) -> str:
    original: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and error.statement is None:  # while connecting
        text = " ".join(str(original).split())
        password = engine.url.password
        return text.replace(str(password), "***") if password else text
    code = code_of(error)
    return type(original).__name__ + ("" if code is None else f" {code}")


def _supported(url: str) -> sa.URL | None:
    # Apart, so that no traceback with locals shows the parts, of which one may be a password.
    try:
        parsed = sa.make_url(str(url))
        kind = parsed.get_backend_name()
        if parsed.drivername not in (kind, DRIVERS.get(kind)) or "@" in (parsed.host or ""):
            return None
    except (ArgumentError, ValueError):
        return None
    return parsed if kind in SERVERS else None


def _begin_by_hand(connection: Any, _: object) -> None:
    connection.isolation_level = None


def _begin(connection: sa.Connection) -> None:
    # Two that had begun by reading couldn't both go on to write.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
