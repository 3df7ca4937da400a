"""PostgreSQL and MariaDB/MySQL through SQLAlchemy 2 Core (the extra ``zhixiao[sql]``)."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Generic, TypeVar, overload

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import InvalidRequestError as NotAsync
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from .._either import entered, settled
from .._numbers import duration
from ..errors import InvalidRequest
from .clock import clock_of
from .forks import leave_to_parent, remember
from .protocol import LONGEST_WAIT, Ended
from .results import awaited, plain
from .sql_rows import SQLRows
from .sql_schema import lacking, make
from .tables import KEY_LENGTH, Kind, Table
from .threads import to_the_end
from .watching import listeners

T = TypeVar("T")
ConnectionT = TypeVar("ConnectionT", sa.Connection, AsyncConnection)

# MySQL's usual collations hold "a1" and "A1" for one order.
_KEY = sa.String(KEY_LENGTH).with_variant(
    mysql.VARCHAR(KEY_LENGTH, charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb"
)
_SAVEPOINTS = itertools.count(1)
_READ_ONLY = {
    "postgresql": "SELECT set_config('transaction_read_only', 'on', true),"
    " set_config('lock_timeout', '{}', true)",
    **dict.fromkeys(("mysql", "mariadb"), "START TRANSACTION READ ONLY"),
}
_TYPES: dict[Kind, Any] = {Kind.KEY: _KEY, Kind.TEXT: sa.Text(), Kind.NUMBER: sa.BigInteger()}


class SQLStore(SQLRows, Generic[ConnectionT]):
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

    _refusal = IntegrityError

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
        self._dialect = engine.dialect.name
        if self._dialect not in _READ_ONLY:
            rule = "must be of PostgreSQL, MariaDB or MySQL; SQLite has SQLiteStore(path)"
            raise InvalidRequest("engine", rule, given=self._dialect)
        self._sync_engine = engine if isinstance(engine, sa.Engine) else engine.sync_engine
        remember(self._sync_engine)
        self.clock = clock_of(self._sync_engine)
        self._wait = duration("wait", wait, maximum=LONGEST_WAIT)
        self._tables: dict[Table, sa.Table] = {}

    @asynccontextmanager
    async def transaction(
        self,
        connection: ConnectionT | None = None,
        *,
        committed: Callable[[], object] | None = None,
    ) -> AsyncGenerator[ConnectionT, None]:
        """A transaction of its own, or a savepoint in the caller's."""
        if connection is not None:
            self._must_be_of_this_kind(connection)
            _must_be_one_transaction(_synchronous(connection))
            async with _savepoint(connection):
                yield connection
            return
        async with self._begun() as (own, begun):
            if self._dialect == "postgresql":
                await settled(own.exec_driver_sql(f"SET LOCAL lock_timeout = {self._wait_ms}"))
            yield own
            await self._commit(begun, committed)

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[ConnectionT, None]:
        """A transaction that only looks, as the database is told."""
        async with self._begun() as (own, _):
            await settled(own.exec_driver_sql(_READ_ONLY[self._dialect].format(self._wait_ms)))
            yield own

    @asynccontextmanager
    async def _begun(self) -> AsyncGenerator[tuple[Any, Any], None]:
        async with entered(self._connect()) as own:
            begun = own.begin()
            async with entered(begun):
                _must_be_one_transaction(_synchronous(own))
                yield own, begun

    @property
    def _wait_ms(self) -> int:
        return max(1, round(self._wait * 1000))  # 0 would be for ever

    def _connect(self) -> Any:
        leave_to_parent(self._sync_engine)
        return self._engine.connect()

    async def _commit(self, begun: Any, committed: Callable[[], object] | None) -> None:
        ending = begun.commit()
        if ending is not None:  # cut short, nobody would know whether it was done
            work = asyncio.ensure_future(ending)
            await to_the_end(work, committed, patience=self._wait)
        elif committed is not None:
            committed()

    def _must_be_of_this_kind(self, connection: object) -> None:
        kind = sa.Connection if self.blocking else AsyncConnection
        if not isinstance(connection, kind):
            rule = f"must be a SQLAlchemy {kind.__name__}, as its engine is"
            raise InvalidRequest("connection", rule, given=type(connection))

    async def create(self, table: Table) -> None:
        """Create the table; to one that is there, add the columns and indexes that it lacks."""
        described = self.sqlalchemy_table(table)
        missing = await self._lacking(table, described)
        while missing:
            try:
                async with self.transaction() as own:
                    await _synchronously(own, partial(make, lacking=missing, wait=self._wait))
                return
            except DBAPIError as error:
                # Another process may have made some of it since it was looked for.
                left = await self._lacking(table, described)
                if [it.name for it in left] == [it.name for it in missing]:
                    if isinstance(error, IntegrityError):
                        raise table.contradicted from error
                    raise
                missing = left

    async def _lacking(self, table: Table, described: sa.Table) -> list[Any]:
        async with self.reading() as own:
            return await _synchronously(own, lambda it: lacking(sa.inspect(it), table, described))

    async def now(self, connection: ConnectionT) -> datetime:
        """Return the time by the server's clock, not that of the transaction's beginning."""
        function = "clock_timestamp()" if self._dialect == "postgresql" else "UTC_TIMESTAMP(6)"
        result = await settled(connection.exec_driver_sql(f"SELECT {function}"))
        now: datetime = result.scalar_one()
        return now if now.tzinfo else now.replace(tzinfo=UTC)

    async def run(
        self,
        connection: ConnectionT,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function: an ``async def`` with an AsyncEngine, else a plain one."""
        watched, listening = _synchronous(connection), listeners()
        savepoint = f"zhixiao_{next(_SAVEPOINTS)}"
        await settled(connection.exec_driver_sql(f"SAVEPOINT {savepoint}"))
        for name, listener in listening.items():
            event.listen(watched, name, listener)
        try:
            given: object = function(*arguments)
            result: T = plain(given) if self.blocking else await awaited(given)
        finally:
            for name, listener in listening.items():
                event.remove(watched, name, listener)
        try:
            # It isn't there any more if the transaction was ended in a way that none saw.
            await settled(connection.exec_driver_sql(f"RELEASE SAVEPOINT {savepoint}"))
        except SQLAlchemyError as error:
            raise Ended from error
        return result

    async def _execute(self, connection: Any, statement: Any) -> Any:
        try:
            return await settled(connection.execute(statement))
        except DBAPIError as error:
            error.hide_parameters = True  # a payer's name among them
            raise

    def sqlalchemy_table(self, table: Table, metadata: sa.MetaData | None = None) -> sa.Table:
        """The table for SQLAlchemy; with your own ``metadata``, as the function of this name."""
        if metadata is not None:
            return sqlalchemy_table(table, metadata)
        if table not in self._tables:
            self._tables[table] = sqlalchemy_table(table, sa.MetaData())
        return self._tables[table]


def engine_for(url: str, *, blocking: bool = False) -> sa.Engine | AsyncEngine:
    """An engine for a URL: an async one where its driver is async, otherwise a sync one.

    Args:
        url: SQLAlchemy's.
        blocking: A sync one where the driver, like psycopg, is both.

    Raises:
        InvalidRequest: It isn't a URL of SQLAlchemy's. It isn't shown: it may hold a password.
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
        rule = "must be like postgresql+asyncpg://user@host/database"
        raise InvalidRequest("url", rule) from None


def sqlalchemy_table(table: Table, metadata: sa.MetaData) -> sa.Table:
    """A table described for SQLAlchemy, in your own metadata: Alembic finds it there."""
    columns = [
        sa.Column(one.name, _TYPES[one.kind], primary_key=one.key, nullable=not one.required)
        for one in table.columns
    ]
    indexes = [
        sa.Index(name, *columns, unique=columns in table.unique)
        for name, columns in table.named_indexes.items()
    ]
    # Quoted, whether or not SQLAlchemy knows it for a reserved word of this server's version.
    name = sa.quoted_name(table.name, quote=True)
    inno = "InnoDB"  # is asked for by the URL's name
    return sa.Table(name, metadata, *columns, *indexes, mysql_engine=inno, mariadb_engine=inno)


def _synchronous(connection: Any) -> sa.Connection:
    """What stands behind an AsyncConnection; a sync one is it already."""
    synchronous: sa.Connection = getattr(connection, "sync_connection", connection)
    return synchronous


async def _synchronously(connection: Any, work: Callable[[sa.Connection], T]) -> T:
    if isinstance(connection, AsyncConnection):
        return await connection.run_sync(work)
    return work(connection)


def _must_be_one_transaction(connection: sa.Connection) -> None:
    """Under AUTOCOMMIT each statement stands alone, and a payment could be lost or doubled."""
    driver = connection.connection.dbapi_connection
    if driver is not None and connection.dialect.detect_autocommit_setting(driver):
        raise InvalidRequest("engine", "must not be in AUTOCOMMIT: everything is one transaction")


@asynccontextmanager
async def _savepoint(connection: Any) -> AsyncGenerator[None, None]:
    raised: BaseException | None = None
    try:
        async with entered(connection.begin_nested()):
            try:
                yield
            except BaseException as error:
                raised = error
                raise
    except SQLAlchemyError:
        if raised is not None:  # and now the savepoint is gone as well
            raise raised from raised.__cause__
        raise
