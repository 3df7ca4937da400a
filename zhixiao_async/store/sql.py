"""Databases through SQLAlchemy 2 (the extra ``zhixiao[sql]``)."""

from __future__ import annotations

from .sql_engines import engine_for
from .sql_mixins import InboxMixin, JournalMixin
from .sql_sessions import SessionStore
from .sql_store import SQLStore
from .sql_tables import sqlalchemy_table

__all__ = [
    "InboxMixin",
    "JournalMixin",
    "SQLStore",
    "SessionStore",
    "engine_for",
    "sqlalchemy_table",
]
