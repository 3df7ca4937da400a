"""The two tables of an export: its rows, and a receipt for each day.

``zhixiao_orders`` has the columns of ``DAY_SCHEMA`` and ``row_no``, from 1 in the export's order:
its key lets no day stand there twice. ``fee`` is in fen. ``order_date`` is a moment with its zone
in PostgreSQL; in MariaDB, MySQL and SQLite, whose times have none, it is Beijing wall clock.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ...schema import DAY_SCHEMA

LONGEST_KEY = 255
"""Characters of a number in MariaDB and MySQL, which index no longer one."""

LONGEST_TEXT = 65_535
"""Bytes of any other text there."""

_MYSQL = ("mysql", "mariadb")
# Their usual collations hold "a1" and "A1" for one order.
_KEY = sa.Text().with_variant(
    mysql.VARCHAR(LONGEST_KEY, charset="utf8mb4", collation="utf8mb4_bin"), *_MYSQL
)
_TEXT = sa.Text().with_variant(mysql.TEXT(charset="utf8mb4", collation="utf8mb4_bin"), *_MYSQL)
_MOMENT = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=3), *_MYSQL)

KEYS = frozenset({"app_id", "id", "order_id", "operate_type", "pay_type"})
"""Texts that people look for or group by."""

_TYPES: dict[str, Any] = {"fee": sa.BigInteger(), "order_date": _MOMENT} | dict.fromkeys(KEYS, _KEY)

DAY = ("app_id", "day")
"""The columns that say whose row it is, and of which day."""

METADATA = sa.MetaData()
# Without a row id, SQLite keeps the rows in the order of their key, once.
_OPTIONS: dict[str, Any] = {"sqlite_with_rowid": False}
_OPTIONS |= {"mysql_engine": "InnoDB", "mariadb_engine": "InnoDB"}

ORDERS = sa.Table(
    "zhixiao_orders",
    METADATA,
    sa.Column("app_id", _KEY, primary_key=True),
    sa.Column("day", sa.Date(), primary_key=True),
    sa.Column("row_no", sa.Integer(), primary_key=True, autoincrement=False),
    *(
        sa.Column(field.name, _TYPES.get(field.name, _TEXT), nullable=field.nullable)
        for field in DAY_SCHEMA
        if field.name not in DAY
    ),
    **_OPTIONS,
)

RECEIPTS = sa.Table(
    "zhixiao_receipts",
    METADATA,
    sa.Column("app_id", _KEY, primary_key=True),
    sa.Column("day", sa.Date(), primary_key=True),
    sa.Column("row_count", sa.BigInteger(), nullable=False),
    sa.Column("is_open", sa.Boolean(), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("receipt", _TEXT, nullable=False),
    **_OPTIONS,
)
"""``receipt`` is the whole of it as JSON, ``digest`` the hash of the day's rows."""
