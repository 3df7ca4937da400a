"""One sandbox to a file: a second one would answer from counts that the first has made stale."""

from __future__ import annotations

import os
import sqlite3

from .errors import CannotStart


def own(db: str) -> sqlite3.Connection | None:
    """Take a database's file for this sandbox alone, until what is returned is closed.

    The lock is the system's, on a file beside it (``-lock``), so that a ``kill -9`` frees it, and
    other programs can still read the database itself.

    Raises:
        CannotStart: Another sandbox has it.
        sqlite3.Error: There can be no file beside it.
    """
    if db in ("", ":memory:"):
        return None
    lock = sqlite3.connect(f"{os.path.realpath(db)}-lock", isolation_level=None, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise CannotStart(f"the database {db} is in use by another sandbox") from None
    return lock
