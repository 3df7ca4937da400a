"""Transactions and savepoints on connections or sessions, sync or async."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from ..errors import InvalidRequest
from ..messages.text import Text
from . import sql_sqlite
from .async_or_sync import maybe_async_with, maybe_await
from .protocol import Commit
from .shield import shielded
from .sql_dialects import Dialect

T = TypeVar("T")


class SQLTransactions(ABC):
    """The part of a SQLAlchemy store that begins and ends transactions."""

    _dialect: Dialect
    _wait: float
    _any_error: type[Exception]

    @abstractmethod
    def _open(self) -> Any:
        """Return a new connection or session, as a context manager that closes it."""

    async def _connection(self, own: Any) -> Any:
        """Return the connection of a transaction of the store's kind."""
        return own

    async def _run_sync(self, own: Any, function: Callable[[Any], T]) -> T:
        """Call a function with the sync connection of a transaction."""
        connection = await self._connection(own)
        if hasattr(connection, "run_sync"):
            ran: T = await connection.run_sync(function)
            return ran
        return function(connection)

    @asynccontextmanager
    async def _begun(self, *, writes: bool = True) -> AsyncGenerator[tuple[Any, Any], None]:
        """Begin a transaction on a connection of the pool's; roll it back if it isn't committed."""
        async with maybe_async_with(self._open()) as own:
            begun = own.begin()
            async with maybe_async_with(begun):
                await self._require_transaction(own, writes)
                yield own, begun

    async def _require_transaction(self, own: Any, writes: bool) -> None:
        connection = await self._connection(own)
        if synchronous(connection).dialect.name == "sqlite":
            await self._run_sync(own, partial(sql_sqlite.begin, wait=self._wait, writes=writes))
        else:
            refuse_autocommit(connection)

    async def _commit(self, begun: Any, commit: Commit) -> None:
        ended = begun.commit()
        if ended is None:
            commit.done = True
            return

        async def end() -> None:
            await ended
            commit.done = True

        # Cut short, nobody would know whether it was done.
        await shielded(asyncio.ensure_future(end()), patience=self._wait)

    @asynccontextmanager
    async def _savepoint(self, connection: Any) -> AsyncGenerator[None, None]:
        await self._require_transaction(connection, writes=True)
        raised: BaseException | None = None
        try:
            async with maybe_async_with(connection.begin_nested()):
                try:
                    yield
                except BaseException as error:
                    raised = error
                    raise
        except self._any_error:
            if raised is not None:  # the savepoint is gone as well
                raise raised from raised.__cause__
            raise

    async def _execute_sql(self, own: Any, sql: str) -> Any:
        """Execute SQL of the dialect's, with the store's wait for ``{ms}``."""
        milliseconds = max(1, round(self._wait * 1000))  # 0 would be for ever
        return await self._execute_on(await self._connection(own), sql.format(ms=milliseconds))

    async def _execute_on(self, connection: Any, sql: str) -> Any:
        return await maybe_await(connection.exec_driver_sql(sql))


def synchronous(connection: Any) -> Any:
    """Return the sync connection behind an AsyncConnection, or a sync one itself."""
    return getattr(connection, "sync_connection", connection)


def refuse_autocommit(connection: Any) -> None:
    """Refuse AUTOCOMMIT: each statement would stand alone, and a payment be lost or doubled."""
    own = synchronous(connection)
    driver = own.connection.dbapi_connection
    if driver is not None and own.dialect.detect_autocommit_setting(driver):
        raise InvalidRequest("engine", Text("rule.autocommit"))
