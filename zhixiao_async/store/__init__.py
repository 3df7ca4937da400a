"""Where the inbox and the journal keep their rows: the caller's own database."""

from .protocol import AlreadyThere, Store
from .sqlite import SQLiteStore
from .tables import Column, Kind, Row, Table, Value

__all__ = ["AlreadyThere", "Column", "Kind", "Row", "SQLiteStore", "Store", "Table", "Value"]
