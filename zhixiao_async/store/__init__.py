"""Where the inbox and the journal keep their rows: the caller's own database."""

from .sqlite import SQLiteStore
from .tables import AlreadyThere, Column, Kind, Row, Store, Table, Value

__all__ = ["AlreadyThere", "Column", "Kind", "Row", "SQLiteStore", "Store", "Table", "Value"]
