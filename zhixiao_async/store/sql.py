"""PostgreSQL and MariaDB/MySQL through SQLAlchemy 2 Core (the extra ``zhixiao[sql]``)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar, overload

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import InvalidRequestError as NotAsync
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from .._either import entered, settled
from ..errors import InvalidRequest
from .tables import KEY_LENGTH, AlreadyThere, Kind, Row, Table, Value

T = TypeVar("T")
ConnectionT = TypeVar("ConnectionT", sa.Connection, AsyncConnection)

# MySQL's usual collations hold "a1" and "A1" for one order.
_KEY = sa.String(KEY_LENGTH).with_variant(
    mysql.VARCHAR(KEY_LENGTH, charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb"
)
_TYPES: dict[Kind, Any] = {Kind.KEY: _KEY, Kind.TEXT: sa.Text(), Kind.NUMBER: sa.BigInteger()}


class SQLStore(Generic[ConnectionT]):
    """An engine's database. Handlers get its connection, an AsyncConnection from an AsyncEngine.

    Args:
        engine: Yours; its pool, isolation and encoding stay as you set them.
        wait: Seconds for which PostgreSQL waits for another transaction's row before giving
            up. MariaDB and MySQL have ``innodb_lock_wait_timeout`` for this, 50 s by default.

    Raises:
        InvalidRequest: No engine; or, at the first transaction, one in AUTOCOMMIT.
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
            raise InvalidRequest("engine", "must be a SQLAlchemy Engine or AsyncEngine")
        self.blocking = isinstance(engine, sa.Engine)
        self._engine = engine
        self._wait = round(wait * 1000)
        self._tables: dict[Table, sa.Table] = {}

    @asynccontextmanager
    async def transaction(
        self, connection: ConnectionT | None = None
    ) -> AsyncGenerator[ConnectionT, None]:
        """A transaction of its own, or a savepoint in the caller's."""
        if connection is not None:
            _must_be_one_transaction(_synchronous(connection))
            async with entered(connection.begin_nested()):
                yield connection
            return
        async with entered(self._engine.begin()) as own:
            synchronous = _synchronous(own)
            _must_be_one_transaction(synchronous)
            if self._engine.dialect.name == "postgresql":
                await settled(own.execute(sa.text(f"SET LOCAL lock_timeout = {self._wait:d}")))
            event.listen(synchronous, "commit", _no_end_of_transaction)
            try:
                yield own
            finally:
                event.remove(synchronous, "commit", _no_end_of_transaction)

    async def create(self, table: Table) -> None:
        """Create the table, unless it is there."""
        described = self.sqlalchemy_table(table)
        try:
            await self._synchronously(lambda own: described.create(own, checkfirst=True))
        except DBAPIError:
            # Another process may have created it since it was looked for.
            if not await self._synchronously(lambda own: sa.inspect(own).has_table(table.name)):
                raise

    async def _synchronously(self, work: Callable[[sa.Connection], T]) -> T:
        async with entered(self._engine.begin()) as own:
            if isinstance(own, AsyncConnection):
                return await own.run_sync(work)
            return work(own)

    async def insert(
        self, connection: ConnectionT, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row."""
        statement = self.sqlalchemy_table(table).insert().values(dict(values))
        try:
            await settled(connection.execute(statement))
        except IntegrityError as error:
            raise AlreadyThere from error

    async def update(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> int:
        """Change the rows that have these values; gives their number."""
        target = self.sqlalchemy_table(table)
        statement = target.update().where(*_conditions(target, where)).values(dict(values))
        result = await settled(connection.execute(statement))
        changed: int = result.rowcount
        return changed

    async def select(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """The rows that have these values."""
        source = self.sqlalchemy_table(table)
        statement = source.select().where(*_conditions(source, where)).limit(limit)
        if newest_by is not None:
            statement = statement.order_by(source.c[newest_by].desc())
        result = await settled(connection.execute(statement))
        return [dict(row) for row in result.mappings()]

    async def run(self, function: Callable[..., Awaitable[T] | T], *arguments: object) -> T:
        """Call the user's function, and await it if it is to be awaited."""
        result: T = await settled(function(*arguments))
        return result

    def sqlalchemy_table(self, table: Table, metadata: sa.MetaData | None = None) -> sa.Table:
        """The table for SQLAlchemy; with your own ``metadata``, as the function of this name."""
        if metadata is not None:
            return sqlalchemy_table(table, metadata)
        if table not in self._tables:
            self._tables[table] = sqlalchemy_table(table, sa.MetaData())
        return self._tables[table]


def engine_for(url: str) -> sa.Engine | AsyncEngine:
    """An engine for a URL: an async one where its driver is async, otherwise a sync one.

    Raises:
        InvalidRequest: It isn't a URL of SQLAlchemy's. It isn't shown: it may hold a password.
        ImportError: Its driver isn't installed.
    """
    try:
        try:
            return create_async_engine(url)
        except NotAsync:
            return sa.create_engine(url)
    except (ArgumentError, ValueError):
        rule = "must be like postgresql+asyncpg://user@host/database"
        raise InvalidRequest("url", rule) from None


def sqlalchemy_table(table: Table, metadata: sa.MetaData) -> sa.Table:
    """A table described for SQLAlchemy, in your own metadata: Alembic finds it there."""
    columns = [
        sa.Column(one.name, _TYPES[one.kind], primary_key=one.key, nullable=not one.required)
        for one in table.columns
    ]
    return sa.Table(table.name, metadata, *columns, mysql_engine="InnoDB")


def _conditions(table: sa.Table, where: Mapping[str, Value]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == value for name, value in where.items()]


def _synchronous(connection: Any) -> sa.Connection:
    """What stands behind an AsyncConnection; a sync one is it already."""
    synchronous: sa.Connection = getattr(connection, "sync_connection", connection)
    return synchronous


def _must_be_one_transaction(connection: sa.Connection) -> None:
    """Under AUTOCOMMIT each statement stands alone, and a payment could be lost or doubled."""
    driver = connection.connection.dbapi_connection
    if driver is not None and connection.dialect.detect_autocommit_setting(driver):
        raise InvalidRequest("engine", "must not be in AUTOCOMMIT: everything is one transaction")


def _no_end_of_transaction(connection: sa.Connection) -> None:
    # SQLAlchemy takes the transaction for ended now and would leave it open in the pool.
    connection.connection.rollback()
    raise RuntimeError("the transaction is the inbox's: a handler must not commit it")
