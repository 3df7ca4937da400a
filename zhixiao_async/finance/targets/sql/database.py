"""An export in a database: each day is replaced in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ....messages.text import Text
from ...receipts import Receipt
from ...sums import damaged, must_read_back
from ..digest import digest_of
from ..kept import Kept, must_be_as_written
from .engines import code_of, engine_for, reading, told, writing
from .inserting import insert
from .limits import must_fit
from .queries import of_day, receipts_in, rows_of, sums_in
from .servers import SERVERS, upsert
from .tables import METADATA, ORDERS, RECEIPTS
from .values import for_drivers

_ATTEMPTS = 5


class Database:
    """Days as rows of two tables; a :class:`..target.Target`.

    A writer takes the day's receipt first, so two of one day write one after the other.

    Args:
        url: SQLAlchemy's of a SQLite, PostgreSQL, MariaDB or MySQL database. Its password is in
            no error and no repr.

    Raises:
        InvalidRequest: Another URL.
        ImportError: The driver isn't installed.
    """

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self._server = SERVERS[self._engine.dialect.name]
        self._has_tables = False

    def receipt(self, app_id: str, day: date) -> Receipt | None:
        """Return a day's receipt, or None if the day isn't there whole.

        Raises:
            ExportFailed: The database can't be read.
        """
        with told(self._engine), reading(self._engine) as connection:
            if not self._is_ready(connection):
                return None
            kept = receipts_in(connection, of_day(RECEIPTS, app_id, day))
        return kept[0].receipt if kept else None

    def write(self, table: pa.Table, receipt: Receipt) -> Receipt:
        """Put a day in the place of what stands there; as :meth:`..target.Target.write`.

        Raises:
            ExportFailed: Also where a text doesn't fit, or the database fails.
        """
        rows = for_drivers(table)
        must_fit(rows, receipt, self._server)
        digest = digest_of(table)
        with told(self._engine):
            self._create_tables()
            for attempts_left in reversed(range(_ATTEMPTS)):
                try:
                    with writing(self._engine) as connection:
                        _replace(connection, rows, receipt, digest)
                    break
                except DBAPIError as error:
                    if code_of(error) not in self._server.passing or not attempts_left:
                        raise
        return receipt

    def read(self, app_id: str, day: date) -> pa.Table:
        """Return a day's rows; as :meth:`..target.Target.read`.

        Raises:
            ExportFailed: The database can't be read.
        """
        return self._day(app_id, day)[0]

    def check(self, receipt: Receipt) -> None:
        """Compare a day's rows with its receipt; as :meth:`..target.Target.check`.

        Raises:
            ExportFailed: The database can't be read.
        """
        table, kept = self._day(receipt.app_id, receipt.day)
        must_be_as_written(table, receipt, kept)

    def receipts(self, *, whole: bool = True) -> Iterator[Receipt]:
        """Yield the receipt of every day, by merchant and day; each is whole.

        Raises:
            ExportFailed: The database can't be read.
        """
        with told(self._engine), reading(self._engine) as connection:
            kept = receipts_in(connection) if self._is_ready(connection) else []
        yield from (each.receipt for each in kept)

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    def _day(self, app_id: str, day: date) -> tuple[pa.Table, Kept]:
        with told(self._engine), reading(self._engine) as connection:
            is_ready = self._is_ready(connection)
            kept = receipts_in(connection, of_day(RECEIPTS, app_id, day)) if is_ready else []
            if not kept:
                raise damaged(app_id, day, Text("export.absent"))
            return rows_of(connection, app_id, day), kept[0]

    def _is_ready(self, connection: sa.Connection) -> bool:
        if not self._has_tables:
            there = sa.inspect(connection)
            self._has_tables = all(there.has_table(table.name) for table in METADATA.sorted_tables)
        return self._has_tables

    def _create_tables(self) -> None:
        """Create what isn't there, as another process may be doing."""
        if self._has_tables:  # no transaction a day for what is known
            return
        for attempts_left in reversed(range(_ATTEMPTS)):
            try:
                with writing(self._engine) as connection:
                    if not self._is_ready(connection):
                        METADATA.create_all(connection)
                return
            except DBAPIError:
                if not attempts_left:
                    raise


def _replace(connection: sa.Connection, rows: pa.Table, receipt: Receipt, digest: str) -> None:
    # The receipt first: another writer of this day waits here.
    values = {
        "app_id": receipt.app_id,
        "day": receipt.day,
        "row_count": receipt.rows,
        "is_open": receipt.is_open,
        "digest": digest,
        "receipt": receipt.to_json(),
    }
    connection.execute(upsert(connection.dialect.name, values))
    connection.execute(ORDERS.delete().where(of_day(ORDERS, receipt.app_id, receipt.day)))
    insert(connection, rows)
    must_read_back(receipt, sums_in(connection, receipt.app_id, receipt.day))
