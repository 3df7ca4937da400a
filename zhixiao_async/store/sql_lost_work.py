"""Work that a session of the handler's own lost: closed with nobody having committed it.

``Session(connection)`` is a session that the inbox knows nothing of. What is added to it and not
flushed, or flushed under its own savepoint and not committed, is gone when it is closed, and the
payment would count as credited. So the sessions on a handler's connection are watched as long as
the handler runs. Other sessions pay nothing: they have no listener but one, which SQLAlchemy calls
only when an object that was never flushed is thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import _sessions  # every session that lives; no event tells of one

from ..messages.text import Text
from .protocol import TransactionEnded

_SAVEPOINT = re.compile(r"SAVEPOINT (\w+)")
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|MERGE|REPLACE)\b", re.IGNORECASE)


@attrs.define(eq=False, slots=False)
class _Watched:
    """A session of the handler's.

    Attributes:
        session: Held, so that one that nobody closes can be asked in the end.
        savepoint: The name of the one that its transaction is; None if it is the connection's own.
        begun: Whether its transaction has the connection.
        wrote: Whether something was written under its savepoint.
        lost: Whether work of it is gone, and it committed nothing since.
    """

    session: Session
    savepoint: str | None = None
    begun: bool = False
    wrote: bool = False
    lost: bool = False

    def end(self, *, committed: bool) -> None:
        """Note the end of its transaction."""
        if committed:
            self.lost = False
        elif self.wrote:
            self.lost = True
        self.savepoint, self.begun, self.wrote = None, False, False

    @cached_property
    def listeners(self) -> dict[str, Callable[..., None]]:
        """Its listeners, by the names of SQLAlchemy's events."""
        return {
            name: getattr(self, f"_{name}")
            for name in ("after_begin", "after_commit", "persistent_to_detached")
        }

    def _after_begin(self, _: Session, transaction: Any, __: sa.Connection) -> None:
        if transaction.parent is None:
            self.begun = True

    def _after_commit(self, session: Session) -> None:
        if not session.in_nested_transaction():
            self.end(committed=True)

    def _persistent_to_detached(self, session: Session, instance: object) -> None:
        if session.is_modified(instance):
            self.lost = True


class _Watch:
    """The sessions on a handler's connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._watched: dict[Session, _Watched] = {}
        self._before = set(self._bound())

    def _bound(self) -> list[Session]:
        living = [session() for session in _sessions.valuerefs()]  # other threads make some, too
        return [one for one in living if one is not None and one.bind is self._connection]

    def of(self, session: Session) -> _Watched | None:
        """Return a session's record, from now on if it is new; None of one from before."""
        if session in self._before:
            return None
        if session not in self._watched:
            watched = self._watched[session] = _Watched(session)
            for name, listener in watched.listeners.items():
                event.listen(session, name, listener)
        return self._watched[session]

    def _all(self) -> list[_Watched]:
        return [watched for session in self._bound() if (watched := self.of(session))]

    def rollback_savepoint(self, _: sa.Connection, name: str, __: object) -> None:
        """Note that what a session wrote is undone."""
        for watched in self._all():
            if watched.savepoint == name:
                watched.end(committed=False)

    def after_cursor_execute(self, _: sa.Connection, cursor: Any, sql: str, *__: object) -> None:
        """Note the savepoint that a session's transaction is, and what is written under it."""
        savepoint = _SAVEPOINT.match(sql)
        wrote = cursor.rowcount > 0 and cursor.description is None
        wrote = wrote or (cursor.rowcount != 0 and _WRITES.match(sql) is not None)
        for watched in self._all():
            if savepoint and watched.session.in_transaction() and not watched.begun:
                watched.savepoint = savepoint[1]  # SQLAlchemy's own event may have no name yet
            watched.wrote = watched.wrote or (wrote and watched.savepoint is not None)

    def check(self) -> None:
        """Check that no session lost its work, and close those that are under savepoints still.

        Raises:
            TransactionEnded: One did.
        """
        for watched in self._all():
            watched.lost |= _has_unflushed(watched.session)
            if watched.savepoint is not None:
                watched.session.close()
        if any(watched.lost for watched in self._all()):
            raise TransactionEnded(Text("error.session_uncommitted"))

    def stop(self) -> None:
        """Let go of the sessions."""
        for session, watched in self._watched.items():
            for name, listener in watched.listeners.items():
                event.remove(session, name, listener)


_WATCHES: dict[int, _Watch] = {}
"""By the connection's id: the watch holds the connection."""


@contextmanager
def watching_sessions(connection: sa.Connection) -> Iterator[Callable[[], None]]:
    """Watch the sessions that a handler makes on its connection; yield the check that ends it.

    Args:
        connection: The handler's, a sync one.
    """
    watch, outer = _Watch(connection), _WATCHES.get(id(connection))
    names = ("rollback_savepoint", "after_cursor_execute")
    listeners = {name: getattr(watch, name) for name in names}
    for name, listener in listeners.items():
        event.listen(connection, name, listener)
    _WATCHES[id(connection)] = watch
    try:
        yield watch.check
    finally:
        for name, listener in listeners.items():
            event.remove(connection, name, listener)
        watch.stop()
        del _WATCHES[id(connection)]
        if outer is not None:
            _WATCHES[id(connection)] = outer


@event.listens_for(Session, "pending_to_transient")
def _thrown_away(session: Session, _: object) -> None:
    watch = _WATCHES.get(id(session.bind))
    if watch is not None and (watched := watch.of(session)) is not None:
        watched.lost = True


def _has_unflushed(session: Session) -> bool:
    changed = any(session.is_modified(one) for one in session.dirty)
    return bool(session.new or session.deleted or changed)
