"""An export in a database: each day is replaced in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ....messages.text import Text
from ...receipts import Receipt, later_reading
from ...sums import damaged, must_read_back
from ..digest import digest_of
from ..kept import Kept, KeptDays, receipt_in
from .engines import code_of, engine_for, reading, told, writing
from .inserting import insert
from .limits import must_fit
from .queries import of_day, receipts_in, rows_of, sums_in
from .servers import SERVERS, upsert
from .tables import METADATA, ORDERS, RECEIPTS
from .values import for_drivers

T = TypeVar("T")

_ATTEMPTS = 5


class Database(KeptDays):
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

    def write(self, table: pa.Table, receipt: Receipt) -> Receipt:
        """Put a day in the place of what stands there; as :meth:`..target.Target.write`.

        Raises:
            ExportFailed: Also where a text doesn't fit, or the database fails.
        """
        rows = for_drivers(table)
        must_fit(rows, receipt, self._server)
        digest = digest_of(table)
        with told(self._engine):
            if not self._has_tables:  # no transaction a day for what is known
                # Another process may be creating them: whatever fails may pass.
                self._in_transaction(self._create_tables, lambda _: True)
            return self._in_transaction(
                lambda connection: _replace(connection, rows, receipt, digest),
                lambda error: code_of(error) in self._server.passing,
            )

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    def _kept(self, app_id: str | None = None, day: date | None = None) -> list[Kept]:
        where = () if app_id is None or day is None else (of_day(RECEIPTS, app_id, day),)
        with told(self._engine), reading(self._engine) as connection:
            return receipts_in(connection, *where) if self._is_ready(connection) else []

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

    def _create_tables(self, connection: sa.Connection) -> None:
        if not self._is_ready(connection):
            METADATA.create_all(connection)

    def _in_transaction(
        self, write: Callable[[sa.Connection], T], may_pass: Callable[[DBAPIError], bool]
    ) -> T:
        attempts_left = _ATTEMPTS
        while True:
            attempts_left -= 1
            try:
                with writing(self._engine) as connection:
                    return write(connection)
            except DBAPIError as error:
                if not attempts_left or not may_pass(error):
                    raise


def _replace(connection: sa.Connection, rows: pa.Table, receipt: Receipt, digest: str) -> Receipt:
    # The receipt first: another writer of this day waits here.
    here = of_day(RECEIPTS, receipt.app_id, receipt.day)
    standing = receipt_in(receipts_in(connection, here, to_replace=True))
    if (later := later_reading(standing, receipt)) is not None:
        return later
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
    return receipt
