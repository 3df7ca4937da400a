"""Rows of the inbox and the journal in the caller's own database."""

from .protocol import DuplicateKey, Store
from .sqlite import SQLiteStore
from .tables import Column, Kind, Row, Table, Value

__all__ = ["Column", "DuplicateKey", "Kind", "Row", "SQLiteStore", "Store", "Table", "Value"]
