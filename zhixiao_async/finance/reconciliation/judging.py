"""The last sweep: what each pair is, and each row that has no partner."""

# ruff: noqa: S608 - all names and literals in the statements are this package's

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pyarrow as pa

from ...endpoints import OperateType
from ..schema import MOMENT
from .difference import Difference
from .leftovers import Sides
from .pairing import MATCHED
from .workspace import batches, has_rows, literal, select_few

_TRADE, _REFUND = (literal(kind.value) for kind in OperateType)
_SAME = "merchant, order_id, kind, fee"
_BATCH = 50_000


def difference_schema(sides: Sides) -> pa.Schema:
    """Return the columns of differences as a table."""
    text, day, fee = pa.string(), pa.date32(), pa.int64()
    gateway: dict[str, pa.DataType] = {
        "app_id": text,
        "day": day,
        "order_id": text,
        "operate_type": text,
        "pay_type": text,
        "order_date": MOMENT,
        "fee": fee,
        **dict.fromkeys(sides.gateway.record, text),
    }
    books: dict[str, pa.DataType] = {
        "line": pa.int64(),
        "app_id": text,
        "day": day,
        "order_id": text,
        "kind": text,
        "channel": text,
        "time": pa.timestamp("ms"),
        "fee": fee,
        **dict.fromkeys(sides.books_record[2:], text),
    }
    columns: dict[str, pa.DataType] = {
        "type": text,
        "app_id": text,
        "day": day,
        "order_id": text,
        "gateway_fee": fee,
        "books_fee": fee,
        "gateway": pa.struct([pa.field(*column) for column in gateway.items()]),
        "books": pa.struct([pa.field(*column) for column in books.items()]),
        "gateway_carried": pa.bool_(),
        "books_carried": pa.bool_(),
    }
    return pa.schema(columns)


def judge(sides: Sides) -> Iterator[pa.Table]:
    """Yield the differences, by day and order, of :func:`difference_schema`."""
    connection = sides.connection
    _know_unsettled(sides)
    _know_over_refunds(connection)
    for side in ("g", "b"):
        connection.execute(
            f"""
            CREATE TEMP TABLE {side}_single AS
            SELECT * FROM {side} WHERE NOT carried AND rid NOT IN (SELECT {side} FROM pairs)
            """
        )
        _know_equals(sides, side)
    schema = difference_schema(sides)
    for batch in batches(connection, _statement(schema), _BATCH):
        yield pa.Table.from_batches([batch]).cast(schema)


def _know_unsettled(sides: Sides) -> None:
    """Note the days whose rows aren't final, and None among them for rows without a day."""
    days: set[tuple[str, date | None]] = {
        (app_id if sides.by_merchant else "", day) for app_id, day in sides.gateway.unsettled
    }
    days |= {(merchant, None) for merchant, _ in days}
    merchants, dates = zip(*sorted(days, key=str), strict=True) if days else ((), ())
    rows = pa.table(
        {"merchant": pa.array(merchants, pa.string()), "day": pa.array(dates, pa.date32())}
    )
    sides.connection.register("unsettled_rows", rows)
    sides.connection.execute("CREATE TEMP TABLE unsettled AS SELECT * FROM unsettled_rows")


def _know_over_refunds(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        f"""
        CREATE TEMP TABLE over_rows AS
        SELECT rid FROM (
            SELECT rid, paid, sum(fee) OVER (
                PARTITION BY merchant, order_id ORDER BY day, order_date, id, rid
                ROWS UNBOUNDED PRECEDING
            ) AS refunded
            FROM g JOIN over_refunded USING (merchant, order_id)
            WHERE kind = {_REFUND} AND NOT carried
        ) WHERE refunded > paid
        """
    )


def _know_equals(sides: Sides, side: str) -> None:
    """Count, for orders with rows that have no partner, all of that side's rows by amount."""
    days = sides.gateway.days
    single = f"(SELECT DISTINCT order_id FROM {side}_single WHERE order_id <> '')"
    if not has_rows(sides.connection, single):
        rows = f"(SELECT * FROM {side}_single WHERE false)"
    elif side == "g":
        rows = sides.gateway_rows(days)
    else:
        rows = sides.books_rows([None, *days], sides.key_columns)
    select_few(
        sides.connection,
        f"""
        CREATE TEMP TABLE {side}_known AS
        SELECT {_SAME}, count(*) AS known FROM {rows} SEMI JOIN {single} USING (order_id)
        GROUP BY ALL
        """,
    )


def _statement(schema: pa.Schema) -> str:
    columns = ", ".join(schema.names)
    own = {"operate_type": "nullif(g.kind, '')", "pay_type": "g.channel", "fee": "g.listed_fee"}
    gateway = _record(schema.field("gateway").type, "g", own)
    books = _record(schema.field("books").type, "b", {"order_id": "nullif(b.order_id, '')"})
    return f"""
        WITH judged AS (
            SELECT g, b, CASE WHEN g IN (SELECT rid FROM over_rows)
                THEN '{Difference.OVER_REFUNDED}' ELSE type END AS type
            FROM pairs
        )
        SELECT {columns} FROM (
            SELECT judged.type, coalesce(g.app_id, b.app_id) AS app_id,
                   CASE WHEN g.carried THEN b.day ELSE g.day END AS day, g.order_id,
                   g.fee AS gateway_fee, b.fee AS books_fee, {gateway} AS gateway,
                   {books} AS books, g.carried AS gateway_carried, b.carried AS books_carried
            FROM judged JOIN g ON g.rid = judged.g JOIN b ON b.rid = judged.b
            WHERE judged.type <> '{MATCHED}'
            UNION ALL
            SELECT type, app_id, day, nullif(order_id, ''), fee, NULL, {gateway}, NULL, false, false
            FROM ({_GATEWAY_SINGLES}) AS g
            UNION ALL
            SELECT type, app_id, day, nullif(order_id, ''), NULL, fee, NULL, {books}, false, false
            FROM ({_BOOKS_SINGLES}) AS b
        )
        ORDER BY day NULLS LAST, order_id NULLS LAST, type, gateway.order_date, gateway.id,
                 books.line
    """


def _record(record: pa.StructType, table: str, own: dict[str, str]) -> str:
    names = [record.field(place).name for place in range(record.num_fields)]
    fields = ", ".join(f"'{name}': {own.get(name) or f'{table}.{name}'}" for name in names)
    return f"{{{fields}}}"


def _singles(side: str, judged: str, more: str) -> str:
    """Return the rows of a side without a partner, with their types."""
    return f"""
        SELECT s.*, CASE WHEN s.order_id = '' THEN '{Difference.UNMATCHABLE}' {judged} END AS type
        FROM (
            SELECT *, count(*) OVER (PARTITION BY {_SAME}) AS alone {more} FROM {side}_single
        ) AS s
        LEFT JOIN {side}_known AS known USING ({_SAME})
        LEFT JOIN (SELECT *, true AS is_open FROM unsettled) AS open
            ON open.merchant = s.merchant AND open.day IS NOT DISTINCT FROM s.day
    """


_GATEWAY_SINGLES = f"""
    SELECT s.* FROM ({
    _singles(
        "g",
        f'''
            WHEN s.kind = {_REFUND} AND known.known > s.alone THEN '{Difference.REFUNDED_TWICE}'
            WHEN s.rid IN (SELECT rid FROM over_rows) THEN '{Difference.OVER_REFUNDED}'
            WHEN s.kind = {_TRADE} AND (trades.known > s.trades OR s.nth > 1)
                THEN '{Difference.PAID_TWICE}'
            WHEN open.is_open THEN '{Difference.PENDING}'
            ELSE '{Difference.MISSING_IN_BOOKS}'
        ''',
        ''', count(*) OVER (PARTITION BY merchant, order_id, kind) AS trades,
            row_number() OVER (
                PARTITION BY merchant, order_id, kind ORDER BY day, order_date, id, rid
            ) AS nth''',
    )
}
        LEFT JOIN (
            SELECT merchant, order_id, sum(known) AS known FROM g_known
            WHERE kind = {_TRADE} GROUP BY ALL
        ) AS trades ON trades.merchant = s.merchant AND trades.order_id = s.order_id
    ) AS s
"""

_BOOKS_SINGLES = _singles(
    "b",
    f"""
        WHEN open.is_open THEN '{Difference.PENDING}'
        WHEN known.known > s.alone THEN '{Difference.DUPLICATE_IN_BOOKS}'
        ELSE '{Difference.MISSING_AT_GATEWAY}'
    """,
    "",
)
