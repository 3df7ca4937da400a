"""PostgreSQL and MariaDB/MySQL through SQLAlchemy 2 Core (the extra ``zhixiao[sql]``)."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, overload

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import InvalidRequestError as NotAsync
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ..checks import duration
from ..errors import InvalidRequest
from ..messages.text import Text
from .async_or_sync import maybe_await
from .clock import clock_of
from .driver_errors import schema_error
from .handler_results import of_async_def, of_plain_def
from .protocol import LONGEST_WAIT, Commit, TransactionEnded
from .sql_dialects import DIALECTS
from .sql_forks import register
from .sql_guard import guarded
from .sql_rows import SQLRows
from .sql_schema import SQLSchema
from .sql_transactions import SQLTransactions, synchronous
from .tables import KEY_LENGTH, Column, Kind, Table

T = TypeVar("T")
ConnectionT = TypeVar("ConnectionT", sa.Connection, AsyncConnection)

# MySQL's usual collations hold "a1" and "A1" for one order.
_KEY = sa.String(KEY_LENGTH).with_variant(
    mysql.VARCHAR(KEY_LENGTH, charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb"
)
_SAVEPOINTS = itertools.count(1)
_TYPES: dict[Kind, Any] = {Kind.KEY: _KEY, Kind.TEXT: sa.Text(), Kind.NUMBER: sa.BigInteger()}


class SQLStore(SQLRows, SQLSchema, SQLTransactions, Generic[ConnectionT]):
    """An engine's database. Handlers get its connection, an AsyncConnection from an AsyncEngine.

    Args:
        engine: Yours; its pool, isolation and encoding stay as you set them. A process that was
            forked starts a pool of its own.
        wait: Seconds for which PostgreSQL waits for another transaction's row before giving
            up, at most 86400; less than 0.001 counts as that. MariaDB and MySQL have
            ``innodb_lock_wait_timeout`` for this, 50 s by default.

    Raises:
        InvalidRequest: No engine, one of another database, no seconds; or, at the first
            transaction, an engine in AUTOCOMMIT.
    """

    _refusal: type[Exception] = IntegrityError
    _database_error = DBAPIError
    _any_error = SQLAlchemyError

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
        self.blocking = isinstance(engine, sa.Engine)
        self._engine = engine
        name = engine.dialect.name
        if name not in DIALECTS:
            raise InvalidRequest("engine", Text("rule.unsupported_database"), given=name)
        self._dialect = DIALECTS[name]
        self._sync_engine = engine if isinstance(engine, sa.Engine) else engine.sync_engine
        register(self._sync_engine)
        self.clock = clock_of(self._sync_engine)
        self._wait = duration(maximum=LONGEST_WAIT).require("wait", wait)
        self._tables: dict[Table, sa.Table] = {}

    @asynccontextmanager
    async def transaction(
        self, connection: ConnectionT | None = None, *, commit: Commit | None = None
    ) -> AsyncGenerator[ConnectionT, None]:
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
    async def reading(self) -> AsyncGenerator[ConnectionT, None]:
        """Open a transaction that only reads, and tell the database so."""
        async with self._begun() as (own, _):
            await self._execute_sql(own, self._dialect.read_only)
            yield own

    def _require_own_kind(self, connection: object) -> None:
        kind = sa.Connection if self.blocking else AsyncConnection
        if not isinstance(connection, kind):
            rule = Text("rule.not_connection_of_its_kind", name=kind.__name__)
            raise InvalidRequest("connection", rule, given=type(connection))

    def _inspect(self, connection: Any) -> Any:
        return sa.inspect(connection)

    async def now(self, connection: ConnectionT) -> datetime:
        """Return the time by the server's clock, not that of the transaction's beginning."""
        result = await self._execute_sql(connection, self._dialect.now)
        now: datetime = result.scalar_one()
        return now if now.tzinfo else now.replace(tzinfo=UTC)

    async def run(
        self,
        connection: ConnectionT,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function: an ``async def`` with an AsyncEngine, else a plain one."""
        savepoint = f"zhixiao_{next(_SAVEPOINTS)}"
        await self._execute_sql(connection, f"SAVEPOINT {savepoint}")
        with guarded(synchronous(connection), event):
            result = function(*arguments)
            value = of_plain_def(result) if self.blocking else await of_async_def(result)
        try:
            # It is gone if the transaction was ended in a way that no listener saw.
            await self._execute_sql(connection, f"RELEASE SAVEPOINT {savepoint}")
        except SQLAlchemyError as error:
            raise TransactionEnded from error
        return value

    async def _execute(self, connection: Any, table: Table, statement: Any) -> Any:
        try:
            return await maybe_await(connection.execute(statement))
        except DBAPIError as error:
            error.hide_parameters = True  # a payer's name among them
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


def engine_for(url: str, *, blocking: bool = False) -> sa.Engine | AsyncEngine:
    """Make an engine for a URL: an async one if its driver is async, otherwise a sync one.

    Args:
        url: SQLAlchemy's.
        blocking: Prefer a sync engine where the driver, like psycopg, is both.

    Raises:
        InvalidRequest: No URL of SQLAlchemy's. It isn't shown: it may hold a password.
        ImportError: Its driver isn't installed.
    """
    try:
        if blocking and not (engine := sa.create_engine(url)).dialect.is_async:
            return engine
        try:
            return create_async_engine(url)
        except NotAsync:
            return sa.create_engine(url)
    except (ArgumentError, ValueError):
        raise InvalidRequest("url", Text("rule.not_database_url")) from None


def sqlalchemy_table(table: Table, metadata: sa.MetaData) -> sa.Table:
    """Return a table described for SQLAlchemy, in your own metadata: Alembic finds it there."""
    columns = map(_column, table.columns)
    indexes = [
        sa.Index(name, *columns, unique=columns in table.unique)
        for name, columns in table.named_indexes.items()
    ]
    # Quoted: this server's version may have a reserved word that SQLAlchemy doesn't know.
    name = sa.quoted_name(table.name, quote=True)
    inno = "InnoDB"  # the option is named like the URL's scheme
    return sa.Table(name, metadata, *columns, *indexes, mysql_engine=inno, mariadb_engine=inno)


def _column(column: Column) -> sa.Column[Any]:
    return sa.Column(
        column.name, _TYPES[column.kind], primary_key=column.key, nullable=not column.required
    )
