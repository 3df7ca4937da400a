"""The age of the journals' oldest open entries, as far as this process has been told.

A scrape can't wait for a database, so what is kept is the moment at which the entry was begun.
"""

from __future__ import annotations

from ..errors.moments import moment

_begun: dict[tuple[str, str], float | None] = {}


def note_oldest(app_id: str, table: str, age: float | None) -> None:
    """Take note of what a journal's table has just said.

    Args:
        app_id: The merchant's.
        table: The table's name.
        age: Seconds since the oldest open entry was begun, by two clocks that may differ a little;
            None if none is open.
    """
    _begun[app_id, table] = None if age is None else moment() - max(0.0, age)


def oldest_age() -> float | None:
    """Return the age in seconds of the oldest open entry of all journals, 0 if none is open.

    None says that no journal has been asked yet.
    """
    if not _begun:
        return None
    open_since = [begun for begun in list(_begun.values()) if begun is not None]
    return moment() - min(open_since) if open_since else 0.0
