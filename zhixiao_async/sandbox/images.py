"""A snapshot opened aside, so that nothing is given up for one that isn't a sandbox's."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from ..errors import InvalidRequest
from .schema import TABLES, VERSION

_RULE = "must be what snapshot() of a sandbox of this version gave"


def opened(snapshot: bytes) -> sqlite3.Connection:
    """The database in a snapshot; to be closed.

    Raises:
        InvalidRequest: It isn't a whole one, another program's, or of another version.
    """
    if not isinstance(snapshot, bytes):
        raise InvalidRequest("snapshot", _RULE, given=type(snapshot))
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if snapshot:
            copy.deserialize(snapshot)
        problem = _problem(copy)
    except sqlite3.Error as error:
        problem = str(error)
    except BaseException:
        copy.close()
        raise
    if problem:
        copy.close()
        raise InvalidRequest("snapshot", f"{_RULE} ({problem})")
    return copy


def _problem(copy: sqlite3.Connection) -> str:
    # An empty one has version 0 as well as no tables.
    version = copy.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        return f"this has version {version}, not {VERSION}"
    with closing(empty()) as ours:
        if _tables(copy) != _tables(ours):
            return "this has other tables"
    checked: str = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    return "" if checked == "ok" else checked


def empty() -> sqlite3.Connection:
    """A sandbox's database in memory with nothing in it; to be closed."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    create(db)
    return db


def create(db: sqlite3.Connection) -> None:
    """Make the tables, inside the transaction under way if there is one."""
    # Not executescript, which would commit before it begins.
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _tables(db: sqlite3.Connection) -> set[str]:
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {name for (name,) in rows}
