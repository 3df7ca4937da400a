"""The first sweep: what is equal on both sides of a day is done with, and the rest is kept.

Both sides' rows of a day are counted by order, kind and amount; a group of which both have as many,
and whose channels are the same, matches as a whole. The rows of all other groups go to the tables
``g`` and ``b``, row by row.
"""

# ruff: noqa: S608 - all names and literals in the statements are this package's

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import attrs
import duckdb

from ...endpoints import OperateType
from .days_of_books import DaysOfBooks
from .gateway import GatewayDays
from .mapping import PERSONAL
from .workspace import has_rows, literal, select_few

_KEY = ("merchant", "order_id", "kind", "fee")
_REFUND = literal(OperateType.REFUND.value)
_COMMON = """
    rid BIGINT, merchant VARCHAR, order_id VARCHAR, kind VARCHAR, fee BIGINT, channel VARCHAR,
    day DATE, carried BOOLEAN, app_id VARCHAR
"""


@attrs.frozen(eq=False)
class Sides:
    """Both sides, as statements read them.

    Attributes:
        connection: The database with the tables of what is left.
        gateway: The export.
        books: The books.
        held: The listing's codes of the kinds that the books hold.
        by_merchant: Whether the books name merchants.
        personal: Whether personal data is kept.
    """

    connection: duckdb.DuckDBPyConnection
    gateway: GatewayDays
    books: DaysOfBooks
    held: Collection[str]
    by_merchant: bool
    personal: bool

    @property
    def gateway_record(self) -> list[str]:
        """The columns of ``g`` beside those that both tables have."""
        return ["order_date", "listed_fee", *self.gateway.record]

    @property
    def books_record(self) -> list[str]:
        """The columns of ``b`` beside those that both tables have."""
        return ["line", "time", "out_trade_no", *(name for name in PERSONAL if self.personal)]

    @property
    def key_columns(self) -> list[str]:
        """The books' columns that are compared."""
        return [*_KEY[1:], "channel", *(["app_id"] if self.by_merchant else [])]

    def create(self) -> None:
        """Create the tables ``g``, ``b`` and ``over_refunded``."""
        gateway = ", ".join(f"{name} VARCHAR" for name in self.gateway.record)
        texts = "".join(f", {name} VARCHAR" for name in self.books_record[2:])
        for statement in (
            "CREATE SEQUENCE rids",
            f"CREATE TABLE g ({_COMMON}, order_date TIMESTAMPTZ, listed_fee BIGINT, {gateway})",
            f"CREATE TABLE b ({_COMMON}, line BIGINT, time TIMESTAMP{texts})",
            "CREATE TABLE over_refunded (merchant VARCHAR, order_id VARCHAR, paid HUGEINT)",
        ):
            self.connection.execute(statement)

    def gateway_rows(self, days: Collection[date]) -> str:
        """Return the gateway's rows of some days that are compared, for one statement."""
        merchant = "app_id" if self.by_merchant else "''"
        kinds = ", ".join(map(literal, self.held))
        held = f"WHERE operate_type::VARCHAR IN ({kinds})" if len(self.held) == 1 else ""
        record = ", ".join(self.gateway.record)
        return f"""(
            SELECT {merchant} AS merchant, order_id, coalesce(operate_type::VARCHAR, '') AS kind,
                   abs(fee) AS fee, pay_type::VARCHAR AS channel, day, app_id, order_date,
                   fee AS listed_fee, {record}
            FROM {self.gateway.source(self.connection, days)} {held}
        )"""

    def books_rows(self, days: Collection[date | None], columns: Collection[str] = ()) -> str:
        """Return the books' rows of some days, for one statement.

        Args:
            days: The days; None for the rows without one.
            columns: Those that are read; all if none are named.
        """
        self.connection.register("books_rows", self.books.reader(days, columns))
        merchant = "app_id" if self.by_merchant else "''"
        return f"(SELECT *, {merchant} AS merchant FROM books_rows)"

    def sweep(self, days: Sequence[date], undated: bool) -> None:
        """Keep what isn't equal on both sides of these days, taken together.

        Args:
            days: Of the range.
            undated: Take the books' rows without a day instead of those of the days.
        """
        own: Sequence[date | None] = [None] if undated else days
        key = ", ".join(_KEY if self.by_merchant else _KEY[1:])
        # As a part of the key the channel is a third faster than as its own condition.
        by_channel, other = f"{key}, channel", ""
        if self.books.lacks_channels:
            by_channel, other = key, "OR min(channel) <> max(channel)"
        self.connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE odd AS
            SELECT order_id FROM (
                SELECT {key}, channel, 1.0::DOUBLE AS side FROM {self.gateway_rows(days)}
                UNION ALL
                SELECT {key}, channel, -1.0::DOUBLE AS side
                FROM {self.books_rows(own, self.key_columns)} WHERE fee IS NOT NULL
            )
            GROUP BY {by_channel} HAVING sum(side) <> 0 OR order_id = '' {other}
            UNION ALL SELECT order_id FROM over_refunded
            """
        )
        if has_rows(self.connection, "odd"):
            # All rows of these orders: what is equal among them finds its partner later on.
            which = "SEMI JOIN odd USING (order_id) WHERE fee IS NOT NULL"
            self._keep("g", self.gateway_rows(days), which)
            self._keep("b", self.books_rows(own), which)

    def keep_books(self, days: Collection[date | None], where: str) -> None:
        """Keep the books' rows of some days for which a condition holds."""
        self._keep("b", self.books_rows(days), f"WHERE {where}")

    def _keep(self, table: str, rows: str, which: str) -> None:
        record = self.gateway_record if table == "g" else self.books_record
        columns = ["merchant", "order_id", "kind", "fee", "channel", "day", "app_id", *record]
        select_few(
            self.connection,
            f"""
            INSERT INTO {table} BY NAME
            SELECT nextval('rids') AS rid, false AS carried, {", ".join(columns)}
            FROM {rows} {which}
            """,
        )


def find_over_refunded(sides: Sides) -> None:
    """Note the orders of which the gateway has refunded more than was paid in the range.

    Orders whose trade isn't listed in the range are left out: what was paid isn't known.
    """
    days = sides.gateway.days
    sides.connection.execute(
        f"""
        CREATE TEMP TABLE refunded AS
        SELECT merchant, order_id, sum(fee) AS fee FROM {sides.gateway_rows(days)}
        WHERE kind = {_REFUND} AND order_id <> '' GROUP BY ALL
        """
    )
    # By the number alone, which is one column less to hash for every row.
    select_few(
        sides.connection,
        f"""
        INSERT INTO over_refunded
        SELECT merchant, order_id, paid.fee FROM (
            SELECT merchant, order_id, sum(fee) AS fee FROM {sides.gateway_rows(days)}
            SEMI JOIN refunded USING (order_id)
            WHERE kind = {literal(OperateType.TRADE.value)} GROUP BY ALL
        ) AS paid JOIN refunded USING (merchant, order_id)
        WHERE refunded.fee > paid.fee
        """,
    )
    sides.connection.execute("DROP TABLE refunded")


def keep_leftovers(sides: Sides, *, dated: bool, amounts_may_lack: bool) -> None:
    """Sweep the whole range.

    Args:
        sides: Both.
        dated: Whether the books have times. Without them the range is compared as one.
        amounts_may_lack: Whether some of the books' amounts are unknown.
    """
    days = sides.gateway.days
    if dated:
        for day in days:
            sides.sweep([day], undated=False)
        sides.keep_books([None], "fee IS NOT NULL")
    else:
        sides.sweep(days, undated=True)
    if amounts_may_lack:
        sides.keep_books([None, *days], "fee IS NULL")
