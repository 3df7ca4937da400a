"""Rows of the inbox and the journal in the caller's own database, without an event loop.

What needs SQLAlchemy is in ``zhixiao_sync.store.sql``.
"""

from .sqlite import SQLiteStore, blocking_store

__all__ = ["SQLiteStore", "blocking_store"]
