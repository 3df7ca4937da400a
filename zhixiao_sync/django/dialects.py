"""SQL that the databases of Django spell differently."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from zhixiao_async.store import Kind
from zhixiao_async.store.row_statements import Spelling
from zhixiao_async.store.tables import KEY_LENGTH


@attrs.frozen(kw_only=True)
class Dialect:
    """The SQL of one kind of database.

    Attributes:
        spelling: Of names and values.
        types: The type of each kind of column.
        now: Queries the time, in seconds since 1970.
        bounded_waits: Bounds the waits of the transaction that has begun; ``{ms}`` stands for
            milliseconds. None where only the database's own settings do.
        current: Ends a SELECT that has to see rows which were committed since the transaction's
            first one.
    """

    spelling: Spelling
    types: Mapping[Kind, str]
    now: str
    bounded_waits: str | None = None
    current: str = ""


_TEXT = f"varchar({KEY_LENGTH})"

DIALECTS: Mapping[str, Dialect] = {
    "postgresql": Dialect(
        spelling=Spelling('"', "%s"),
        types={Kind.KEY: _TEXT, Kind.TEXT: "text", Kind.NUMBER: "bigint"},
        now="SELECT extract(epoch FROM clock_timestamp())",
        bounded_waits="SET LOCAL lock_timeout = {ms}",
    ),
    "mysql": Dialect(
        spelling=Spelling("`", "%s"),
        types={
            # Its usual collations hold "a1" and "A1" for one order.
            Kind.KEY: f"{_TEXT} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            Kind.TEXT: "text",
            Kind.NUMBER: "bigint",
        },
        now="SELECT timestampdiff(MICROSECOND, '1970-01-01', utc_timestamp(6)) / 1000000",
        current=" LOCK IN SHARE MODE",
    ),
    "sqlite": Dialect(
        spelling=Spelling('"', "%s"),
        types={Kind.KEY: "TEXT", Kind.TEXT: "TEXT", Kind.NUMBER: "INTEGER"},
        now="SELECT (julianday('now') - 2440587.5) * 86400",
    ),
}
"""The supported kinds of databases by Django's names; MariaDB is ``mysql``."""
