"""A guard on a SQLAlchemy connection or session: a handler can't end or leave its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..messages.text import Text
from .sql_sqlite import in_transaction
from .sql_statements import ending_word


@contextmanager
def guarded(connection: Any, events: Any) -> Iterator[None]:
    """Guard a connection while a handler runs.

    Args:
        connection: SQLAlchemy's, a sync one.
        events: The module ``sqlalchemy.event``.
    """
    guards = listeners()
    for name, listener in guards.items():
        events.listen(connection, name, listener)
    try:
        yield
    finally:
        for name, listener in guards.items():
            events.remove(connection, name, listener)


@contextmanager
def kept_to(session: Any, connection: Any, events: Any) -> Iterator[Callable[[], None]]:
    """Keep a session to its connection while a handler runs; yield a check that it kept to it.

    After a rollback or a ``close()`` it would begin another transaction, and with another engine
    it would write to another database: neither is committed or undone together with the row.

    Args:
        session: SQLAlchemy's, a sync one.
        connection: Its connection to the inbox's database.
        events: The module ``sqlalchemy.event``.
    """
    left = False

    def check(*_: object) -> None:
        if left:
            raise RuntimeError(Text("error.handler_left"))

    def after_begin(_: object, __: object, begun: Any) -> None:
        nonlocal left
        if begun is not connection:
            left = True
            # The session has it already: whoever goes on all the same gets no further.
            events.listen(begun, "before_cursor_execute", check)
            events.listen(begun, "commit", check)
            check()

    events.listen(session, "after_begin", after_begin)
    try:
        yield check
    finally:
        events.remove(session, "after_begin", after_begin)


def listeners() -> Mapping[str, Callable[..., None]]:
    """Make listeners by the name of SQLAlchemy's event: new ones for each handler."""
    rolled_back = False

    def before_cursor_execute(
        connection: Any, cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        sqlite = connection.dialect.name == "sqlite"
        # SQLite may roll back by itself (INSERT OR ROLLBACK), and its drivers don't tell.
        if rolled_back or (sqlite and not in_transaction(connection)):
            raise RuntimeError(Text("error.handler_rolled_back"))
        word = ending_word(statement, connection.dialect.name)
        if word is not None:
            raise RuntimeError(Text("error.handler_ends", word=word))

    def commit(connection: Any) -> None:
        # SQLAlchemy takes the transaction for ended now and would leave it open in the pool.
        connection.connection.rollback()
        raise RuntimeError(Text("error.handler_commits"))

    def rollback(_: object) -> None:
        # Not refused: an ORM session does it where an error passes through, which would be hidden.
        nonlocal rolled_back
        rolled_back = True

    return {
        "before_cursor_execute": before_cursor_execute,
        "commit": commit,
        "rollback": rollback,
    }
