"""SQLite with nothing above it but transactions and copies of the whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager

from . import images
from .errors import CannotStart
from .owner import own
from .schema import VERSION

Value = str | int | float | None
Row = sqlite3.Row

_FORMAT_VERSIONS = slice(18, 20)
_ROLLBACK_JOURNAL = b"\x01\x01"


class Store:
    """One database, in memory or in a file that survives a restart and a ``kill -9``.

    Args:
        db: A file's path, or ``:memory:``.

    Raises:
        CannotStart: The file can't be written, isn't a sandbox's, or another one has it.
    """

    def __init__(self, db: str) -> None:
        try:
            self._db = sqlite3.connect(db, isolation_level=None)
        except sqlite3.Error as error:
            raise CannotStart(f"the database {db} can't be opened: {error}") from None
        try:
            self._prepare(db)
            self._lock = own(db)
        except sqlite3.Error as error:
            self._db.close()
            raise CannotStart(f"the database {db} can't be used: {error}") from None
        except CannotStart:
            self._db.close()
            raise

    def _prepare(self, db: str) -> None:
        self._db.row_factory = sqlite3.Row
        self._db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
        )
        with self.transaction():
            version = self.first("PRAGMA user_version")[0]
            if version == 0 and not self.all("SELECT 1 FROM sqlite_schema"):
                images.create(self._db)
            elif version != VERSION:
                raise CannotStart(f"the database {db} isn't a sandbox's of this version")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction it is part of that one."""
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
        """Change something; gives the last row's number."""
        return self._db.execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Change something for each of the rows."""
        self._db.executemany(sql, rows)

    def all(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        """Every row of a query."""
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> sqlite3.Row | None:
        """The first row of a query, if there is one."""
        row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return row

    def first(self, sql: str, *values: Value) -> sqlite3.Row:
        """The first row of a query that always has one.

        Raises:
            LookupError: It has none.
        """
        row = self.one(sql, *values)
        if row is None:
            raise LookupError(sql)
        return row

    def snapshot(self) -> bytes:
        """Everything, as bytes that :meth:`restore` takes."""
        with closing(sqlite3.connect(":memory:")) as copy:
            self._db.backup(copy)
            image = bytearray(copy.serialize())
        # A file's pages say WAL, which a database in memory can't be opened with.
        image[_FORMAT_VERSIONS] = _ROLLBACK_JOURNAL
        return bytes(image)

    def restore(self, copy: sqlite3.Connection) -> None:
        """Replace everything by what is in a snapshot that :func:`images.opened` has opened.

        Orders are numbered on from where they are now: a number that was handed out once, and
        may be in a merchant's books, never means another order later.
        """
        last = self.last_order()
        if last > _last_order(copy):
            copy.execute("DELETE FROM sqlite_sequence WHERE name = 'orders'")
            copy.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('orders', ?)", (last,))
        copy.backup(self._db)

    def reset(self) -> None:
        """Back to empty tables; orders are numbered on."""
        with closing(images.empty()) as empty:
            self.restore(empty)

    def last_order(self) -> int:
        """The highest number an order has ever had here, 0 if there was none."""
        return _last_order(self._db)

    def close(self) -> None:
        """Close the database and let go of its file."""
        self._db.close()
        if self._lock:
            self._lock.close()


def _last_order(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'orders'").fetchone()
    return int(row[0]) if row else 0
