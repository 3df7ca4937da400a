"""Storage operations that each supported database implements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeVar, runtime_checkable

import attrs

from ..errors import InvalidRequest
from ..messages.text import Text
from .clock import DatabaseClock
from .tables import Row, Table, Value

ConnectionT = TypeVar("ConnectionT")
T = TypeVar("T")

LONGEST_WAIT = 86400
"""Seconds."""

PAGE = 500
"""Rows that are held in memory at a time while all are read."""


class DuplicateKey(Exception):
    """The database refused an insert: most likely a row has the key or another unique value."""


class TransactionEnded(Exception):
    """The user's function ended or broke the transaction that it ran in, or lost its own work.

    Attributes:
        text: What it did.
    """

    def __init__(self, text: Text = Text("error.handler_broke")) -> None:  # noqa: B008 - a constant
        super().__init__(text)
        self.text = text


@attrs.define
class Commit:
    """A transaction's commit, as a caller sees it that may be cancelled meanwhile.

    Attributes:
        done: Whether it has succeeded.
    """

    done: bool = False


@runtime_checkable
class Store(Protocol[ConnectionT]):
    """A database. Its methods are awaited; a blocking store's are done when they return.

    Attributes:
        blocking: Whether a call waits for the database in the calling thread, so that it must
            not be made on an event loop.
        clock: What this process has seen of the clock that :meth:`now` reads.
    """

    blocking: bool
    clock: DatabaseClock

    def transaction(
        self,
        connection: ConnectionT | None = None,
        *,
        commit: Commit | None = None,
    ) -> AbstractAsyncContextManager[ConnectionT]:
        """Open a transaction, committed at the end of the block or rolled back by an exception.

        Args:
            connection: The caller's own: then a savepoint in a transaction that the caller commits.
            commit: Marked as done by the commit, also if a cancellation is raised right after it;
                not by the end of a savepoint.

        Raises:
            InvalidRequest: The connection is of another kind, or those that the store opens can't
                be used: in AUTOCOMMIT, or kept to one thread.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[ConnectionT]:
        """Open a transaction that only reads: it neither takes a writer's locks nor waits for one.

        Raises:
            InvalidRequest: The connections that the store opens can't be used.
        """
        ...

    async def create(self, table: Table) -> None:
        """Create the table; add the columns and indexes that an existing one lacks.

        Nothing else is changed in it. Safe from several processes at once.

        Raises:
            InvalidRequest: A table of this name lacks a column that can't be added, or has rows
                that contradict a unique index.
        """
        ...

    async def now(self, connection: ConnectionT) -> datetime:
        """Return the aware time by the database's clock, which every process reads."""
        ...

    async def insert(
        self, connection: ConnectionT, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row.

        Waits for another transaction that is adding a row with the same key, or with the same
        values in a unique index.

        Raises:
            DuplicateKey: The database refused the row. The transaction is of no more use.
        """
        ...

    async def update(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> int:
        """Change the rows that have these values; return their number."""
        ...

    async def increment(
        self, connection: ConnectionT, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; return their number."""
        ...

    async def select(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        after: Row | None = None,
        limit: int | None = None,
        current: bool = False,
    ) -> list[Row]:
        """Return the rows that have these values.

        Args:
            connection: The transaction's.
            table: The table to read.
            where: The values by column; None stands for NULL.
            newest_by: The column that orders the rows, the greatest first; then the key does.
            after: The last row of the page before this one, in this order.
            limit: Rows at most.
            current: Also rows that were committed since the transaction began, where the database
                can tell: PostgreSQL's snapshots show none. By all columns of a key or of a unique
                index: by others, MariaDB would lock more rows than are found.
        """
        ...

    async def delete(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        column: str,
        values: Sequence[Value],
    ) -> int:
        """Remove the rows that have these values and one of several; return their number.

        Args:
            connection: The transaction's.
            table: The table to remove rows from.
            where: The values that all of the rows have.
            column: The column that has one of ``values``.
            values: At most :data:`PAGE`.
        """
        ...

    async def run(
        self,
        connection: ConnectionT,
        function: Callable[..., Awaitable[T] | T],
        *arguments: object,
    ) -> T:
        """Call the user's function inside a transaction, which it can't end.

        Raises:
            TransactionEnded: The function has ended or broken it all the same.
            TypeError: The function is async where nothing can be awaited, plain where its
                connection is async, or a generator: nothing was done on the connection.
        """
        ...


def require_store(store: Store[ConnectionT]) -> Store[ConnectionT]:
    """Return the store.

    Raises:
        InvalidRequest: It is something else: an engine, say, or a class.
    """
    if isinstance(store, type) or not isinstance(store, Store):
        raise InvalidRequest("store", Text("rule.not_store"), given=type(store))
    return store
