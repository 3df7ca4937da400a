"""Transactions through SQLAlchemy 2, whatever a handler is given: a connection or a session."""

from __future__ import annotations

import itertools
from abc import abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from ..checks import duration
from ..errors import InvalidRequest
from ..messages.text import Text
from .async_or_sync import maybe_await
from .clock import DatabaseClock, clock_of
from .driver_errors import schema_error
from .handler_results import of_async_def, of_plain_def
from .protocol import LONGEST_WAIT, Commit, TransactionEnded
from .sql_dialects import DIALECTS
from .sql_forks import register
from .sql_guard import guarded
from .sql_lost_work import watching_sessions
from .sql_rows import SQLRows
from .sql_schema import SQLSchema
from .sql_sqlite import require_file
from .sql_tables import sqlalchemy_table
from .sql_transactions import synchronous
from .tables import Table

T = TypeVar("T")
OwnT = TypeVar("OwnT")

_SAVEPOINTS = itertools.count(1)


class DatabaseStore(SQLRows, SQLSchema, Generic[OwnT]):
    """A store whose transactions are SQLAlchemy's.

    Attributes:
        blocking: Whether its engine is a sync one.
        clock: What this process has seen of the server's clock.
    """

    blocking: bool
    clock: DatabaseClock

    _sync_engine: sa.Engine | None = None
    _refusal: type[Exception] = IntegrityError
    _database_error = DBAPIError
    _any_error = SQLAlchemyError

    def __init__(self, wait: float) -> None:
        self._wait = duration(maximum=LONGEST_WAIT).require("wait", wait)
        self._tables: dict[Table, sa.Table] = {}

    @abstractmethod
    def _require_own_kind(self, own: object) -> None:
        """Check that what the caller gives is of the kind that the store opens itself."""

    def _use_engine(self, engine: sa.Engine, field: str) -> None:
        """Check the engine that the transactions are on, and remember it.

        Raises:
            InvalidRequest: It is of a database that isn't supported, or in memory.
        """
        name = engine.dialect.name
        if name not in DIALECTS:
            raise InvalidRequest(field, Text("rule.unsupported_database"), given=name)
        if name == "sqlite":
            require_file(engine, field)
        self._dialect = DIALECTS[name]
        register(engine)
        self.clock = clock_of(engine)
        self._sync_engine = engine

    @asynccontextmanager
    async def transaction(
        self, connection: OwnT | None = None, *, commit: Commit | None = None
    ) -> AsyncGenerator[OwnT, None]:
        """Open a transaction of the store's own, or a savepoint in the caller's."""
        if connection is not None:
            self._require_own_kind(connection)
            async with self._savepoint(connection):
                yield connection
            return
        async with self._begun() as (own, begun):
            if self._dialect.bounded_waits is not None:
                await self._execute_sql(own, self._dialect.bounded_waits)
            yield own
            await self._commit(begun, commit or Commit())

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[OwnT, None]:
        """Open a transaction that only reads, and tell the database so."""
        async with self._begun(writes=False) as (own, _):
            await self._execute_sql(own, self._dialect.read_only)
            try:
                yield own
            finally:
                if self._dialect.read_write is not None:
                    with suppress(SQLAlchemyError):  # a broken connection doesn't come again
                        await self._execute_sql(own, self._dialect.read_write)

    def _inspect(self, connection: Any) -> Any:
        return sa.inspect(connection)

    async def now(self, connection: OwnT) -> datetime:
        """Return the time by the server's clock, not that of the transaction's beginning."""
        result = await self._execute_sql(connection, self._dialect.now)
        now: datetime | str = result.scalar_one()
        if isinstance(now, str):
            return datetime.fromisoformat(now)
        return now if now.tzinfo else now.replace(tzinfo=UTC)

    async def run(
        self,
        connection: OwnT,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function: an ``async def`` with an AsyncEngine, else a plain one."""
        savepoint = f"zhixiao_{next(_SAVEPOINTS)}"
        under = await self._connection(connection)
        await self._execute_on(under, f"SAVEPOINT {savepoint}")
        try:
            with self._guarded(connection, synchronous(under)) as finish:
                result = function(*arguments)
                value = of_plain_def(result) if self.blocking else await of_async_def(result)
                await self._finish(connection, finish)
        except Exception as error:
            hide_parameters(error)
            raise
        try:
            # It is gone if the transaction was ended in a way that no listener saw.
            await self._execute_on(under, f"RELEASE SAVEPOINT {savepoint}")
        except SQLAlchemyError as error:
            raise TransactionEnded from error
        return value

    @contextmanager
    def _guarded(self, own: Any, connection: sa.Connection) -> Iterator[Callable[[], None]]:
        """Guard the transaction while a handler runs; yield what is left to do when it returns."""
        with watching_sessions(connection) as check, guarded(connection, event):
            yield check

    async def _finish(self, own: Any, finish: Callable[[], None]) -> None:
        if self.blocking:
            finish()
        else:
            await own.run_sync(lambda _: finish())

    async def _execute(self, connection: Any, table: Table, statement: Any) -> Any:
        try:
            return await maybe_await((await self._connection(connection)).execute(statement))
        except DBAPIError as error:
            hide_parameters(error)
            if (refusal := schema_error(error, table)) is not None:
                raise refusal from error
            raise

    def sqlalchemy_table(self, table: Table, metadata: sa.MetaData | None = None) -> sa.Table:
        """Return the table for SQLAlchemy; with your own ``metadata`` as the function does."""
        if metadata is not None:
            return sqlalchemy_table(table, metadata)
        if table not in self._tables:
            self._tables[table] = sqlalchemy_table(table, sa.MetaData())
        return self._tables[table]


def hide_parameters(error: BaseException | None) -> None:
    """Hide the values of statements in an error's text, and in those that it came of.

    A handler's statement, or the flush of its session, has a payer's name among them.
    """
    while error is not None:
        if isinstance(error, StatementError):
            error.hide_parameters = True
        error = error.__cause__ or error.__context__
