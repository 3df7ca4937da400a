"""A snapshot is opened and checked apart, before it replaces anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from ...errors import InvalidRequest
from ...messages.text import Text
from .schema import TABLES, VERSION


def open_snapshot(snapshot: bytes) -> sqlite3.Connection:
    """Open the database in a snapshot; the caller closes it.

    Raises:
        InvalidRequest: It is cut off, another program's, or of another version.
    """
    if not isinstance(snapshot, bytes):
        raise InvalidRequest("snapshot", Text("rule.not_snapshot"), given=type(snapshot))
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
        raise InvalidRequest("snapshot", Text("rule.broken_snapshot", problem=problem))
    return copy


def _problem(copy: sqlite3.Connection) -> str:
    # An empty database has version 0.
    version = copy.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        return Text("snapshot.other_version", version=version, expected=VERSION)
    with closing(open_empty()) as ours:
        if _tables(copy) != _tables(ours):
            return Text("snapshot.other_tables")
    checked: str = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    return "" if checked == "ok" else checked


def open_empty() -> sqlite3.Connection:
    """Open a new sandbox's database in memory; the caller closes it."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    create(db)
    return db


def create(db: sqlite3.Connection) -> None:
    """Create the tables, inside the transaction under way if there is one."""
    # Not executescript, which commits first.
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _tables(db: sqlite3.Connection) -> set[str]:
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {name for (name,) in rows}
