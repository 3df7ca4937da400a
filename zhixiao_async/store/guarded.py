"""SQLite's transactions, guarded: the handler can't end the one that it runs in.

Each function here is a step for a thread; none may run while another thread has the connection.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from ..errors import InvalidRequest

_SAVEPOINT = "zhixiao"


def must_move(connection: object, name: str) -> None:
    """Check that a connection may be used here, in another thread than the one that opened it.

    Raises:
        InvalidRequest: It is no connection, or keeps to its thread.
    """
    if not isinstance(connection, sqlite3.Connection):
        raise InvalidRequest(name, "must be a sqlite3.Connection", given=type(connection))
    try:
        connection.cursor().close()
    except sqlite3.ProgrammingError as error:
        if "thread" not in str(error):
            raise
        raise InvalidRequest(name, "must be opened with check_same_thread=False") from error


def must_move_from_here(connection: object, name: str) -> None:
    """The same of one that was opened in this thread: it is closed if it can't be used elsewhere.

    Raises:
        InvalidRequest: It is no connection, or keeps to its thread.
    """
    with ThreadPoolExecutor(1) as elsewhere:
        try:
            elsewhere.submit(must_move, connection, name).result()
        except InvalidRequest:
            if isinstance(connection, sqlite3.Connection):
                connection.close()
            raise


def file_of(connection: sqlite3.Connection) -> str:
    """The path of a connection's file; empty for a database in memory."""
    cursor = connection.cursor()
    cursor.row_factory = None  # the connection's is the caller's
    return str(cursor.execute("PRAGMA database_list").fetchone()[2])


def seize(connection: sqlite3.Connection, wait: float) -> None:
    """Begin a transaction with the write lock, waiting so many seconds for it."""
    _patiently(connection, wait, "BEGIN IMMEDIATE")


def begin(connection: sqlite3.Connection, wait: float) -> None:
    """Begin a transaction with the write lock that its handler can't end."""
    connection.isolation_level = None
    seize(connection, wait)
    # Where SQLite itself rolls back (INSERT OR ROLLBACK), Python would begin anew, and may not:
    # without a transaction the handler's next statements would be committed one by one. For a
    # WITH … INSERT it begins nothing, so the guard looks as well.
    connection.isolation_level = "DEFERRED"
    _guard(connection)


def look(connection: sqlite3.Connection, wait: float) -> None:
    """Begin a transaction that reads, beside one that writes."""
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    # The second takes the lock that the first leaves to whatever reads: nothing waits later on.
    _patiently(connection, wait, "BEGIN DEFERRED", "PRAGMA schema_version")


def _patiently(connection: sqlite3.Connection, wait: float, *statements: str) -> None:
    cursor = connection.cursor()
    cursor.row_factory = None
    ((usual,),) = cursor.execute("PRAGMA busy_timeout")
    cursor.execute(f"PRAGMA busy_timeout = {round(wait * 1000):d}")
    try:
        for statement in statements:
            if statement.startswith("BEGIN") and connection.in_transaction:
                continue  # in an attempt before this one
            cursor.execute(statement).fetchall()
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {usual:d}")


def commit(opened: list[sqlite3.Connection]) -> None:
    """Commit what :func:`begin` began, and close: the list of what is open is empty then."""
    (connection,) = opened
    _lift(connection)
    connection.execute("COMMIT")
    opened.clear()
    connection.close()


def discard(connection: sqlite3.Connection) -> None:
    """Undo everything, and close."""
    _lift(connection)
    try:
        if connection.in_transaction:
            # Closing alone keeps the file locked as long as an error's traceback has a cursor.
            connection.execute("ROLLBACK")
    finally:
        connection.close()


class Savepoint:
    """One in the caller's transaction, who may be a handler, and so be guarded himself."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._inside_another = False
        self._begins_itself = connection.isolation_level is None

    def enter(self) -> None:
        """Set it."""
        self._connection.execute(f"SAVEPOINT {_SAVEPOINT}")
        try:
            self._connection.execute(f"RELEASE {_SAVEPOINT}")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_AUTH:
                raise
            self._inside_another = True  # nothing else tells whether there is a guard
        else:
            self._connection.execute(f"SAVEPOINT {_SAVEPOINT}")
        _guard(self._connection)
        if self._begins_itself:
            self._connection.isolation_level = "DEFERRED"  # as in begin()

    def leave(self) -> None:
        """Keep what was done since."""
        self._lift_guard()
        self._connection.execute(f"RELEASE {_SAVEPOINT}")
        self._guard_again()

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
            self._guard_again()

    def _lift_guard(self) -> None:
        if self._begins_itself:
            _guard(self._connection)
            with suppress(sqlite3.DatabaseError):  # it commits as well, which the guard refuses
                self._connection.isolation_level = None
        _lift(self._connection)

    def _guard_again(self) -> None:
        if self._inside_another:
            _guard(self._connection)


def _guard(connection: sqlite3.Connection) -> None:
    connection.set_authorizer(partial(_only_in_transaction, connection))
    connection.set_trace_callback(partial(_stop_outside, connection))


def _lift(connection: sqlite3.Connection) -> None:
    connection.set_authorizer(None)
    connection.set_trace_callback(None)


def _stop_outside(connection: sqlite3.Connection, _: str) -> None:
    """Stop a statement that begins once SQLite has rolled back, before it has done anything.

    The authorizer is asked when one is compiled; a cached one, or one for many rows, was before.
    """
    if not connection.in_transaction:
        connection.interrupt()


def _only_in_transaction(connection: sqlite3.Connection, *statement: Any) -> int:
    """Refuses everything once SQLite has rolled back, and what would split the transaction."""
    if not connection.in_transaction:
        return sqlite3.SQLITE_DENY
    return _no_end_of_transaction(*statement)


def _no_end_of_transaction(action: int, what: str | None, name: str | None, *_: object) -> int:
    """Refuses what would split the transaction in two."""
    ours = action == sqlite3.SQLITE_SAVEPOINT and what != "BEGIN" and (name or "").lower()
    denied = action == sqlite3.SQLITE_TRANSACTION or ours == _SAVEPOINT
    return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK
