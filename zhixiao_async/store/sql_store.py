"""A store on an engine: handlers get its connection."""

from __future__ import annotations

from typing import Any, TypeVar, overload

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ..errors import InvalidRequest
from ..messages.text import Text
from .sql_base import DatabaseStore
from .sql_forks import replace_pool_after_fork

ConnectionT = TypeVar("ConnectionT", sa.Connection, AsyncConnection)


class SQLStore(DatabaseStore[ConnectionT]):
    """An engine's database. Handlers get its connection, an AsyncConnection from an AsyncEngine.

    Args:
        engine: Yours; its pool, isolation and encoding stay as you set them. A process that was
            forked starts a pool of its own.
        wait: Seconds for which PostgreSQL waits for another transaction's row, and SQLite for
            another writer, before giving up, at most 86400; less than 0.001 counts as that.
            MariaDB and MySQL have ``innodb_lock_wait_timeout`` for this, 50 s by default.

    Raises:
        InvalidRequest: No engine, one of another database or of SQLite in memory, no seconds; or,
            at the first transaction, an engine in AUTOCOMMIT.
    """

    @overload
    def __init__(
        self: SQLStore[AsyncConnection], engine: AsyncEngine, *, wait: float = ...
    ) -> None: ...
    @overload
    def __init__(
        self: SQLStore[sa.Connection], engine: sa.Engine, *, wait: float = ...
    ) -> None: ...
    def __init__(self, engine: sa.Engine | AsyncEngine, *, wait: float = 10.0) -> None:
        if not isinstance(engine, sa.Engine | AsyncEngine):
            raise InvalidRequest("engine", Text("rule.not_engine"))
        super().__init__(wait)
        self.blocking = isinstance(engine, sa.Engine)
        self._engine = engine
        sync_engine = engine if isinstance(engine, sa.Engine) else engine.sync_engine
        self._use_engine(sync_engine, "engine")

    def _open(self) -> Any:
        replace_pool_after_fork(self._sync_engine)
        return self._engine.connect()

    def _require_own_kind(self, own: object) -> None:
        kind = sa.Connection if self.blocking else AsyncConnection
        if not isinstance(own, kind):
            rule = Text("rule.not_connection_of_its_kind", name=kind.__name__)
            raise InvalidRequest("connection", rule, given=type(own))
