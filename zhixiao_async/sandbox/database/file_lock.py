"""One sandbox per file: a second one would answer from counts that the first has made stale."""

from __future__ import annotations

import os
import sqlite3

from ...messages.text import Text
from ..errors import CannotStart


def lock_file(db: str) -> sqlite3.Connection | None:
    """Lock a database's file for this sandbox, until the returned connection is closed.

    The lock is the operating system's, on a file beside the database (``-lock``): a ``kill -9``
    frees it, and other programs can still read the database.

    Returns:
        The lock; None for a database in memory, which needs no lock.

    Raises:
        CannotStart: Another sandbox has it.
        sqlite3.Error: The file beside it can't be made.
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
        raise CannotStart(Text("error.database_in_use", db=db)) from None
    return lock
