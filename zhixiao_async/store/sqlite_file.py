"""The path of a SQLite file, checked, and the file opened."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

from ..errors import InvalidRequest
from ..messages.text import Text


def require_file_path(database: str | os.PathLike[str]) -> str:
    """Return the absolute path of a database file.

    Raises:
        InvalidRequest: A URL; ``:memory:``, which every transaction would find empty; or no path.
    """
    path = os.fspath(database) if isinstance(database, str | os.PathLike) else database
    if is_url(path):
        raise InvalidRequest(
            "database", Text("rule.url_instead_of_a_file")
        )  # it may hold a password
    if not isinstance(path, str) or path in ("", ":memory:") or path.startswith("file:"):
        raise InvalidRequest("database", Text("rule.not_file_path"), given=path)
    return str(Path(path).absolute())


def is_url(path: object) -> bool:
    """Return whether this is a URL of SQLAlchemy's, which would be the name of a strange new file.

    A path of ``pathlib``'s has lost the second of its slashes; one letter alone is a drive.
    """
    return isinstance(path, str) and re.match(r"[A-Za-z][\w.+-]+:/", path) is not None


def open_file(file: str, wait: float) -> sqlite3.Connection:
    """Open a file whose statements wait so many seconds for a lock, in any thread."""
    try:
        # A statement that is kept isn't authorized again, see the guard.
        return sqlite3.connect(file, timeout=wait, check_same_thread=False, cached_statements=0)
    except sqlite3.Error as error:
        error.add_note(f"zhixiao: the database is {file}")
        raise
