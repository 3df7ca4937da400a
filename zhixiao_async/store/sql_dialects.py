"""SQL that the supported kinds of databases spell differently."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen(kw_only=True)
class Dialect:
    """The SQL of one kind of database.

    Attributes:
        now: Queries the time.
        read_only: Begins a transaction's part that only reads; ``{ms}`` bounds its waits, in
            milliseconds.
        read_write: Undoes that in the end; None where the transaction's end does.
        bounded_waits: Bounds a writer's waits likewise; None where only the server's own settings
            do.
        select_is_current: Whether a plain SELECT sees rows that were committed since the
            transaction's first one, or no SELECT does.
    """

    now: str
    read_only: str
    read_write: str | None = None
    bounded_waits: str | None
    select_is_current: bool


_POSTGRESQL = Dialect(
    now="SELECT clock_timestamp()",
    read_only="SELECT set_config('transaction_read_only', 'on', true),"
    " set_config('lock_timeout', '{ms}', true)",
    bounded_waits="SET LOCAL lock_timeout = {ms}",
    select_is_current=True,
)
_MYSQL = Dialect(
    now="SELECT UTC_TIMESTAMP(6)",
    read_only="START TRANSACTION READ ONLY",
    bounded_waits=None,
    select_is_current=False,
)

_SQLITE = Dialect(
    now="SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
    read_only="PRAGMA query_only = ON",
    read_write="PRAGMA query_only = OFF",
    bounded_waits=None,
    select_is_current=True,
)

DIALECTS: Mapping[str, Dialect] = {
    "postgresql": _POSTGRESQL,
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "sqlite": _SQLITE,
}
"""The supported kinds of databases by SQLAlchemy's names."""
