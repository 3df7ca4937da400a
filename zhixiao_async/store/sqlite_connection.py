"""The steps of a SQLite transaction, each for a thread of the file's.

No step may run while another thread uses the connection.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

from ..errors import InvalidRequest
from ..messages.text import Text
from .protocol import Commit
from .sqlite_guard import guard, lift_guard


def require_any_thread(connection: object, name: str) -> None:
    """Check that a connection may be used in another thread than the one that opened it.

    Raises:
        InvalidRequest: It is no SQLite connection, or keeps to its thread.
    """
    if not isinstance(connection, sqlite3.Connection):
        raise InvalidRequest(name, Text("rule.not_sqlite_connection"), given=type(connection))
    try:
        connection.cursor().close()
    except sqlite3.ProgrammingError as error:
        if "thread" not in str(error):
            raise
        raise InvalidRequest(name, Text("rule.connection_of_one_thread")) from error


def require_any_thread_here(connection: object, name: str) -> None:
    """Check the same of a connection that was opened in this thread; close it if it is of no use.

    Raises:
        InvalidRequest: It is no SQLite connection, or keeps to its thread.
    """
    with ThreadPoolExecutor(1) as elsewhere:
        try:
            elsewhere.submit(require_any_thread, connection, name).result()
        except InvalidRequest:
            if isinstance(connection, sqlite3.Connection):
                connection.close()
            raise


def file_of(connection: sqlite3.Connection) -> str:
    """Return the path of a connection's file; an empty text for a database in memory."""
    cursor = connection.cursor()
    cursor.row_factory = None  # the connection's is the caller's
    return str(cursor.execute("PRAGMA database_list").fetchone()[2])


def begin_writing(connection: sqlite3.Connection, wait: float) -> None:
    """Begin a transaction with the write lock, waiting so many seconds for the lock."""
    _execute_waiting(connection, wait, "BEGIN IMMEDIATE")


def begin_guarded(connection: sqlite3.Connection, wait: float) -> None:
    """Begin a transaction with the write lock that a handler can't end."""
    connection.isolation_level = None
    begin_writing(connection, wait)
    # Where SQLite itself rolls back (INSERT OR ROLLBACK), Python would begin anew, and may not:
    # without a transaction the handler's next statements would be committed one by one. For a
    # WITH … INSERT it begins nothing, so the guard looks as well.
    connection.isolation_level = "DEFERRED"
    guard(connection)


def begin_reading(connection: sqlite3.Connection, wait: float) -> None:
    """Begin a transaction that reads, beside one that writes."""
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    # The second statement takes the lock that the first leaves until one reads: none waits later.
    _execute_waiting(connection, wait, "BEGIN DEFERRED", "PRAGMA schema_version")


def _execute_waiting(connection: sqlite3.Connection, wait: float, *statements: str) -> None:
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


def commit(opened: list[sqlite3.Connection], record: Commit) -> None:
    """Commit what :func:`begin_guarded` began, record that, and close.

    Args:
        opened: The connection; the list is empty once it has committed.
        record: Told of the commit.
    """
    (connection,) = opened
    lift_guard(connection)
    connection.execute("COMMIT")
    record.done = True
    opened.clear()
    connection.close()


def discard(connection: sqlite3.Connection) -> None:
    """Undo everything, and close."""
    lift_guard(connection)
    try:
        if connection.in_transaction:
            # Closing alone keeps the file locked as long as an error's traceback has a cursor.
            connection.execute("ROLLBACK")
    finally:
        connection.close()
