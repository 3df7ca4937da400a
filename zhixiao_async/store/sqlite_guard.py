"""A guard on a SQLite connection: the handler can't end the transaction that it runs in.

No method here may run while another thread uses the connection.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from weakref import WeakValueDictionary

_SAVEPOINT = "zhixiao"


class _Guard:
    """The callbacks that watch a connection's statements.

    A connection takes no weak reference. It holds its guard, though, and lets go of it when it is
    closed or given other callbacks: ``_GUARDS`` has exactly the connections that are guarded.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def authorize(self, action: int, what: str | None, name: str | None, *_: object) -> int:
        """Refuse everything once SQLite has rolled back, and what would split the transaction."""
        if not self._connection.in_transaction:
            return sqlite3.SQLITE_DENY
        ours = action == sqlite3.SQLITE_SAVEPOINT and what != "BEGIN" and (name or "").lower()
        denied = action == sqlite3.SQLITE_TRANSACTION or ours == _SAVEPOINT
        return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK

    def stop_outside(self, _: str) -> None:
        """Stop a statement that begins once SQLite has rolled back, before it has done anything.

        The authorizer is asked when a statement is compiled: too early for one from the cache, and
        for one that runs for many rows.
        """
        if not self._connection.in_transaction:
            self._connection.interrupt()


_GUARDS: WeakValueDictionary[int, _Guard] = WeakValueDictionary()


def guard(connection: sqlite3.Connection) -> None:
    """Refuse whatever would end or split the connection's transaction."""
    watching = _Guard(connection)
    connection.set_authorizer(watching.authorize)
    connection.set_trace_callback(watching.stop_outside)
    _GUARDS[id(connection)] = watching


def is_guarded(connection: sqlite3.Connection) -> bool:
    """Return whether the connection has a guard."""
    return id(connection) in _GUARDS


def lift_guard(connection: sqlite3.Connection) -> None:
    """Let the transaction be ended again."""
    connection.set_authorizer(None)
    connection.set_trace_callback(None)
    _GUARDS.pop(id(connection), None)


class Savepoint:
    """A savepoint in the caller's transaction, which may already be guarded."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._guarded_before = is_guarded(connection)
        self._has_autocommit = connection.isolation_level is None

    def enter(self) -> None:
        """Set the savepoint, and guard what follows."""
        self._connection.execute(f"SAVEPOINT {_SAVEPOINT}")
        guard(self._connection)
        if self._has_autocommit:
            # Where SQLite itself rolls back, Python would have to begin anew, and may not.
            self._connection.isolation_level = "DEFERRED"

    def leave(self) -> None:
        """Keep what was done since."""
        self._lift_guard()
        self._connection.execute(f"RELEASE {_SAVEPOINT}")
        self._restore_guard()

    def undo(self) -> None:
        """Undo what was done since."""
        self._lift_guard()
        try:
            self._connection.execute(f"ROLLBACK TO {_SAVEPOINT}")
            self._connection.execute(f"RELEASE {_SAVEPOINT}")
        except sqlite3.OperationalError as error:
            # It was never set, or SQLite has rolled everything back.
            if "no such savepoint" not in str(error):
                raise
        finally:
            self._restore_guard()

    def _lift_guard(self) -> None:
        if self._has_autocommit:
            guard(self._connection)
            with suppress(sqlite3.DatabaseError):  # it commits as well, which the guard refuses
                self._connection.isolation_level = None
        lift_guard(self._connection)

    def _restore_guard(self) -> None:
        if self._guarded_before:
            guard(self._connection)
