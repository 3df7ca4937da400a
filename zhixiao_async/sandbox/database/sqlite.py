"""The sandbox's database: SQLite, transactions and copies of the whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager

from ...messages.text import Text
from ..errors import CannotStart
from . import snapshots
from .file_lock import lock_file
from .schema import VERSION

Value = str | int | float | None

_FORMAT_VERSIONS = slice(18, 20)
_ROLLBACK_JOURNAL = b"\x01\x01"


class Database:
    """A SQLite database, in memory or in a file that survives a restart and a ``kill -9``.

    Args:
        db: A file's path, or ``:memory:``.

    Raises:
        CannotStart: The file can't be written, isn't a sandbox's, or another one has it.
    """

    def __init__(self, db: str) -> None:
        try:
            self._db = sqlite3.connect(db, isolation_level=None)
        except sqlite3.Error as error:
            raise CannotStart(Text("error.database_not_opened", db=db, reason=str(error))) from None
        try:
            self._prepare(db)
            self._lock = lock_file(db)
        except sqlite3.Error as error:
            self._db.close()
            raise CannotStart(Text("error.database_not_usable", db=db, reason=str(error))) from None
        except CannotStart:
            self._db.close()
            raise

    def _prepare(self, db: str) -> None:
        self._db.row_factory = sqlite3.Row
        self._db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
        )
        with self.transaction():
            version = self.one("PRAGMA user_version")[0]
            if version == 0 and not self.all("SELECT 1 FROM sqlite_schema"):
                snapshots.create(self._db)
            elif version != VERSION:
                raise CannotStart(Text("error.database_of_another", db=db))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the block or roll it back; inside another transaction it is part of that one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.rollback()
            raise
        self._db.commit()

    def run(self, sql: str, *values: Value) -> int:
        """Execute a statement; return the number of the last row it inserted."""
        return self._db.execute(sql, values).lastrowid or 0

    def insert(self, table: str, **values: Value) -> int:
        """Insert a row, by column; return its number."""
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"  # noqa: S608 - ours
        return self.run(sql, *values.values())

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Execute a statement for each of the rows."""
        self._db.executemany(sql, rows)

    def all(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        """Return every row of a query."""
        return self._db.execute(sql, values).fetchall()

    def first(self, sql: str, *values: Value) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return row

    def one(self, sql: str, *values: Value) -> sqlite3.Row:
        """Return the first row of a query that always has one.

        Raises:
            LookupError: There is no row.
        """
        row = self.first(sql, *values)
        if row is None:
            raise LookupError(sql)
        return row

    def snapshot(self) -> bytes:
        """Return a copy of the whole database, which :func:`snapshots.open_snapshot` opens."""
        with closing(sqlite3.connect(":memory:")) as copy:
            self._db.backup(copy)
            image = bytearray(copy.serialize())
        # The copy of a file says WAL, which a database in memory can't be opened with.
        image[_FORMAT_VERSIONS] = _ROLLBACK_JOURNAL
        return bytes(image)

    def restore(self, copy: sqlite3.Connection) -> None:
        """Replace the whole database by an opened snapshot.

        Orders are numbered on from where they are now: a number that was handed out once, and
        may be in a merchant's books, never means another order later.
        """
        last = self.last_order_number()
        if last > _last_order_number(copy):
            copy.execute("DELETE FROM sqlite_sequence WHERE name = 'orders'")
            copy.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('orders', ?)", (last,))
        copy.backup(self._db)

    def reset(self) -> None:
        """Empty every table; orders are numbered on."""
        with closing(snapshots.open_empty()) as empty:
            self.restore(empty)

    def last_order_number(self) -> int:
        """Return the highest number that an order has ever had here, 0 without orders."""
        return _last_order_number(self._db)

    def close(self) -> None:
        """Close the database and let go of its file."""
        self._db.close()
        if self._lock:
            self._lock.close()


def _last_order_number(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'orders'").fetchone()
    return int(row[0]) if row else 0
