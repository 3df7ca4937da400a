"""Storage operations that each supported database implements."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol, TypeVar, runtime_checkable

from ..errors import InvalidRequest
from .clock import DatabaseClock
from .tables import Row, Table, Value

ConnectionT = TypeVar("ConnectionT")
T = TypeVar("T")

LONGEST_WAIT = 86400
"""Seconds."""

PAGE = 500
"""Rows that are held in memory at a time while all are read."""


class AlreadyThere(Exception):
    """The database refused an insert: most likely a row is there with what must be unique."""


class Ended(Exception):
    """The transaction is over or broken: the user's function ended it, or let it be ended."""


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
        committed: Callable[[], object] | None = None,
    ) -> AbstractAsyncContextManager[ConnectionT]:
        """A transaction, committed at the end of the block or rolled back by an exception.

        Args:
            connection: The caller's own: then a savepoint in his transaction, which he commits.
            committed: Called after the commit; also if a cancellation that came meanwhile is
                raised then.

        Raises:
            InvalidRequest: The connection is of another kind.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[ConnectionT]:
        """A transaction that only looks: it neither takes the locks of a writer nor waits for one.

        Raises:
            InvalidRequest: As for :meth:`transaction`.
        """
        ...

    async def create(self, table: Table) -> None:
        """Create the table; to one that is there, add the columns and indexes that it lacks.

        Nothing else is changed in it. Safe from several processes at once.

        Raises:
            InvalidRequest: A table of this name lacks a column that can't be added, or has rows
                that contradict a unique index.
        """
        ...

    async def now(self, connection: ConnectionT) -> datetime:
        """Return the time by the database's clock, an aware one: every process reads the same."""
        ...

    async def insert(
        self, connection: ConnectionT, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row.

        A row with the same key, or alike in a unique index, that another transaction is adding is
        waited for.

        Raises:
            AlreadyThere: The database refused it. The transaction is of no more use.
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
        """The rows that have these values.

        Args:
            connection: In whose transaction they are looked for.
            table: Where.
            where: The values.
            newest_by: The column that orders them, the greatest first; then the key does.
            after: The row of an earlier page, in this order, behind which to go on.
            limit: How many at most.
            current: Also those that were committed since the transaction began, where the database
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
            connection: In whose transaction.
            table: Where.
            where: The values that all of them have.
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
            Ended: It has ended all the same, or is broken.
            TypeError: The function wasn't run: it is async where nothing can be awaited, or it
                isn't where its connection is.
        """
        ...


def must_be_store(store: Any) -> Store[Any]:
    """The store.

    Raises:
        InvalidRequest: It is none: an engine, say, or a class.
    """
    if isinstance(store, type) or not isinstance(store, Store):
        rule = "must be a file's path, a SQLiteStore or a SQLStore"
        raise InvalidRequest("store", rule, given=type(store))
    return store


async def pages(
    store: Store[Any],
    table: Table,
    where: Mapping[str, Value],
    *,
    newest_by: str,
    after: Row | None = None,
) -> AsyncGenerator[list[Row], None]:
    """Yield all rows that have these values, the greatest ``newest_by`` first, a page at a time.

    Between two pages no transaction is open: whoever takes his time with the rows holds up nobody.
    A row that changes its place meanwhile may come twice, or not at all.
    """
    while True:
        async with store.reading() as own:
            page = await store.select(
                own, table, where, newest_by=newest_by, after=after, limit=PAGE
            )
        yield page
        if len(page) < PAGE:
            return
        after = page[-1]
