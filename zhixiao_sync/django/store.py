"""The inbox and the journal on Django's own connections, in ``transaction.atomic()``."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from zhixiao_async import InvalidRequest
from zhixiao_async.checks import duration
from zhixiao_async.messages.text import Text
from zhixiao_async.store import Table
from zhixiao_async.store.clock import DatabaseClock
from zhixiao_async.store.handler_results import of_plain_def
from zhixiao_async.store.protocol import LONGEST_WAIT, Commit, TransactionEnded

from .dialects import DIALECTS
from .guard import guarded
from .rows import DjangoRows, execute
from .schema import missing

T = TypeVar("T")

_CLOCKS: dict[str, DatabaseClock] = {}
_SAVEPOINTS = itertools.count(1)


class DjangoStore(DjangoRows):
    """A database of ``settings.DATABASES``: PostgreSQL, MariaDB/MySQL or SQLite.

    A payment's row and all that the handler does by the ORM on this database are one transaction.
    Another database of yours is no part of it: the handler can read there, and write after the
    commit, by ``transaction.on_commit()``.

    Args:
        using: The database's name in ``DATABASES``.
        wait: Seconds for which PostgreSQL waits for another transaction's row before giving up, at
            most 86400. MariaDB and MySQL have ``innodb_lock_wait_timeout`` for this, SQLite has
            the ``timeout`` of its ``OPTIONS``.

    Raises:
        InvalidRequest: No such database, one of another kind, no seconds; at the first transaction,
            a database with ``AUTOCOMMIT`` False; at each, a thread that is in ``atomic()`` already.
    """

    blocking = True

    def __init__(self, using: str = DEFAULT_DB_ALIAS, *, wait: float = 10.0) -> None:
        self._wait = duration(maximum=LONGEST_WAIT).require("wait", wait)
        if using not in connections.settings:
            raise InvalidRequest("using", Text("rule.not_in_databases"), given=using)
        vendor = connections[using].vendor
        if vendor not in DIALECTS:
            raise InvalidRequest("using", Text("rule.unsupported_in_django"), given=vendor)
        self._using = using
        self._dialect = DIALECTS[vendor]
        self.clock = _CLOCKS.setdefault(using, DatabaseClock())

    @asynccontextmanager
    async def transaction(
        self, connection: BaseDatabaseWrapper | None = None, *, commit: Commit | None = None
    ) -> AsyncGenerator[BaseDatabaseWrapper, None]:
        """Open a transaction of the store's own, or a savepoint in the caller's ``atomic()``.

        A thread that is in ``atomic()`` without having given the connection is refused, but for
        that of a ``TestCase``: what is answered as a success would be lost with a commit that
        fails.
        """
        if connection is not None:
            self._require_callers(connection)
            with transaction.atomic(self._using):
                yield connection
            return
        with self._begun("IMMEDIATE", durable=True) as own:
            if commit is not None:  # before the callbacks of the handler, which may raise
                own.on_commit(partial(setattr, commit, "done", True))
            yield own

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[BaseDatabaseWrapper, None]:
        """Open a transaction that only reads, or a savepoint where there is one."""
        with self._begun("DEFERRED") as own:
            yield own

    @contextmanager
    def _begun(self, mode: str, *, durable: bool = False) -> Iterator[BaseDatabaseWrapper]:
        own = connections[self._using]
        nested = own.in_atomic_block
        if not nested and not own.get_autocommit():  # atomic() wouldn't commit then
            raise InvalidRequest("using", Text("rule.autocommit_off"), given=self._using)
        with ExitStack() as stack:
            with _beginning(own, mode):
                try:
                    stack.enter_context(transaction.atomic(self._using, durable=durable))
                except RuntimeError:
                    raise InvalidRequest("connection", Text("rule.inside_atomic")) from None
            if self._dialect.bounded_waits is not None and not nested:
                milliseconds = max(1, round(self._wait * 1000))  # 0 would be for ever
                execute(own, self._dialect.bounded_waits.format(ms=milliseconds))
            yield own

    def _require_callers(self, connection: object) -> None:
        own = connections[self._using]
        if connection != own:  # django.db.connection stands for it as well
            rule = Text("rule.not_django_connection", using=self._using)
            raise InvalidRequest("connection", rule, given=type(connection))
        if not own.in_atomic_block:
            raise InvalidRequest("connection", Text("rule.outside_atomic"))

    async def create(self, table: Table) -> None:
        """Create the table; add the columns and indexes that an existing one lacks.

        The app's migrations do it for the tables of its models.
        """
        lacking = missing(connections[self._using], table)
        while lacking:
            try:
                async with self.transaction() as own:
                    for sql in lacking:
                        execute(own, sql)
                return
            except DatabaseError as error:
                # Another process may have created some of it meanwhile.
                left = missing(connections[self._using], table)
                if left == lacking:
                    if isinstance(error, IntegrityError):
                        raise table.contradicted from error
                    raise
                lacking = left

    async def run(
        self,
        connection: BaseDatabaseWrapper,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function, a plain one: nothing can be awaited here."""
        savepoint = f"zhixiao_{next(_SAVEPOINTS)}"
        execute(connection, f"SAVEPOINT {savepoint}")
        with guarded(connection):
            value = of_plain_def(function(*arguments))
        try:
            # It is gone if the transaction was ended; Django itself refuses it where an error of
            # the ORM was caught without an atomic() of its own, or the connection was closed.
            execute(connection, f"RELEASE SAVEPOINT {savepoint}")
        except DatabaseError as error:
            raise TransactionEnded from error
        return value


@contextmanager
def _beginning(connection: BaseDatabaseWrapper, mode: str) -> Iterator[None]:
    """Have SQLite begin in a mode: of two that read first and write then, one couldn't go on."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = getattr(connection, "transaction_mode", None)
    setattr(connection, "transaction_mode", mode)  # noqa: B010 - only SQLite's has it
    try:
        yield
    finally:
        setattr(connection, "transaction_mode", usual)  # noqa: B010
