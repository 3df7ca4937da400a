"""A table described once, for every database; and what a database must do for it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from enum import Enum
from typing import Any, Protocol, TypeAlias, TypeVar, runtime_checkable

import attrs

from ..errors import InvalidRequest

ConnectionT = TypeVar("ConnectionT")

Value: TypeAlias = str | int | None
Row: TypeAlias = Mapping[str, Any]

KEY_LENGTH = 64
"""Characters; numbers of the document have at most 40 bytes."""


class Kind(Enum):
    """What a column holds."""

    KEY = "short text, compared byte for byte"
    TEXT = "text of any length"
    NUMBER = "a whole number of up to 64 bits"


@attrs.frozen
class Column:
    """A column.

    Attributes:
        name: As in SQL.
        kind: What it holds.
        key: Whether it is part of the primary key.
        required: Whether it is NOT NULL.
    """

    name: str
    kind: Kind
    key: bool = False
    required: bool = True


@attrs.frozen
class Table:
    """A table: its name is the caller's choice, its columns are not.

    Raises:
        InvalidRequest: The name isn't plain: letters, digits and ``_``, at most 60 characters.
    """

    name: str
    columns: tuple[Column, ...]

    def __attrs_post_init__(self) -> None:
        plain = isinstance(self.name, str) and re.fullmatch(
            r"[A-Za-z_]\w{0,59}", self.name, re.ASCII
        )
        if not plain:
            raise InvalidRequest(
                "table", "must be letters, digits and _, at most 60", given=self.name
            )

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the primary key's columns."""
        return tuple(one.name for one in self.columns if one.key)


class AlreadyThere(Exception):
    """The database refused an insert: most likely a row with this key is there."""


class Ended(Exception):
    """The transaction is over or broken: the user's function ended it, or let it be ended."""


def seconds(name: str, value: object) -> float:
    """A time to wait.

    Raises:
        InvalidRequest: It isn't above 0 and at most a day.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 86400:
        return float(value)
    raise InvalidRequest(name, "must be seconds above 0, at most 86400", given=value)


@runtime_checkable
class Store(Protocol[ConnectionT]):
    """A database. Its methods are awaited; a blocking store's are done when they return.

    Attributes:
        blocking: Whether a call waits for the database in the calling thread, so that it must
            not be made on an event loop.
    """

    blocking: bool

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

    async def create(self, table: Table) -> None:
        """Create the table, unless it is there."""
        ...

    async def insert(
        self, connection: ConnectionT, table: Table, values: Mapping[str, Value]
    ) -> None:
        """Add a row.

        A row with the same key that another transaction is adding is waited for.

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
        """Change the rows that have these values; gives their number."""
        ...

    async def increment(
        self, connection: ConnectionT, table: Table, where: Mapping[str, Value], column: str
    ) -> int:
        """Add 1 to a column of the rows that have these values; gives their number."""
        ...

    async def select(
        self,
        connection: ConnectionT,
        table: Table,
        where: Mapping[str, Value],
        *,
        newest_by: str | None = None,
        limit: int | None = None,
        current: bool = False,
    ) -> list[Row]:
        """The rows that have these values.

        Args:
            connection: In whose transaction they are looked for.
            table: Where.
            where: The values.
            newest_by: The column that orders them, the greatest first.
            limit: How many at most.
            current: Also those that were committed since the transaction began.
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


T = TypeVar("T")
