"""The second sweep: rows that are left find their partners, the likeliest first.

Each pass pairs the rows of ``g`` and ``b`` that are equal in a key, the first with the first. What
is paired is out of the later passes.
"""

# ruff: noqa: S608 - all names and literals in the statements are this package's

from __future__ import annotations

from collections.abc import Iterator

import attrs
import duckdb

from .difference import Difference
from .workspace import has_rows

MATCHED = "MATCHED"

_ORDER = "merchant, order_id"
_SAME = f"{_ORDER}, kind, fee"
_NEW = "NOT g.carried AND NOT b.carried"
_GATEWAYS = "g.carried AND NOT b.carried"
_BOOKS = "NOT g.carried AND b.carried"

_UNDATED = "b.day IS NULL"
_NEEDED = {
    _GATEWAYS: "g_left WHERE carried",
    _BOOKS: "b_left WHERE carried",
    _UNDATED: "b_left WHERE day IS NULL",
    "b.channel IS NULL": "b_left WHERE channel IS NULL",
    "g.channel IS NULL": "g_left WHERE channel IS NULL",
    "b.fee IS NULL": "b_left WHERE fee IS NULL",
}
"""Rows without which the passes that they take part in are left out: most of all passes."""


@attrs.frozen
class Pass:
    """One pass.

    Attributes:
        type: What a pair is.
        key: The columns in which both rows are equal.
        apart: Days from the gateway's to the books'; None for a row of the books without a day.
        which: Which of the rows take part.
        unknown: What isn't known of those that do.
    """

    type: str
    key: str
    apart: int | None
    which: str = _NEW
    unknown: str = ""

    @property
    def needs(self) -> set[str]:
        """The rows of :data:`_NEEDED` without which the pass finds nothing."""
        undated = {_UNDATED} if self.apart is None else set()
        return {self.which, self.unknown} & {*_NEEDED} | undated


def passes(days_apart: int) -> Iterator[Pass]:
    """Yield the passes in order."""
    offsets = [sign * n for n in range(1, days_apart + 1) for sign in (1, -1)]
    for apart in (0, None):
        yield Pass(MATCHED, f"{_SAME}, channel", apart)
        yield Pass(MATCHED, _SAME, apart, _NEW, "b.channel IS NULL")
        yield Pass(MATCHED, _SAME, apart, _NEW, "g.channel IS NULL")
        yield Pass(Difference.CHANNEL_DIFFERS, _SAME, apart)
        yield Pass(MATCHED, f"{_ORDER}, kind", apart, _NEW, "b.fee IS NULL")
    for apart in offsets:
        for which in (_NEW, _GATEWAYS, _BOOKS):
            yield Pass(Difference.OTHER_DAY, f"{_SAME}, channel", apart, which)
            yield Pass(Difference.OTHER_DAY, _SAME, apart, which)
            yield Pass(Difference.OTHER_DAY, f"{_ORDER}, kind", apart, which, "b.fee IS NULL")
    for apart in (0, None, *offsets):
        # Equal kinds are paired by now, so those that are left differ.
        yield Pass(Difference.KIND_DIFFERS, f"{_ORDER}, fee", apart)
    for apart in (0, None, *offsets):
        yield Pass(Difference.AMOUNT_DIFFERS, f"{_ORDER}, kind", apart)


def pair(connection: duckdb.DuckDBPyConnection, days_apart: int) -> None:
    """Fill the table ``pairs``, of ``g``, ``b`` and ``type``, from the tables ``g`` and ``b``."""
    connection.execute("CREATE TABLE pairs (g BIGINT, b BIGINT, type VARCHAR)")
    columns = "rid, merchant, order_id, kind, fee, channel, day, carried"
    # Most rows that are left have no partner under their number; only the others are sorted.
    for own, other, order in (("g", "b", "order_date, id"), ("b", "g", "line")):
        connection.execute(
            f"""
            CREATE TEMP TABLE {own}_left AS SELECT {columns}, {order} FROM {own}
            SEMI JOIN {other} USING (merchant, order_id) WHERE order_id <> ''
            """
        )
    lacking = [mark for mark, rows in _NEEDED.items() if not has_rows(connection, rows)]
    for each in passes(days_apart):
        if each.needs.isdisjoint(lacking) and not _carry_out(connection, each):
            return


def _carry_out(connection: duckdb.DuckDBPyConnection, each: Pass) -> bool:
    """Carry out a pass; return whether both sides have rows left."""
    if not all(has_rows(connection, table) for table in ("g_left", "b_left")):
        return False
    sides = {side: _ranked(side, each) for side in ("g", "b")}
    key = ", ".join([each.key, *([] if each.apart is None else ["day"]), "place"])
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE found AS
        SELECT g.rid AS g, b.rid AS b FROM ({sides["g"]}) AS g
        JOIN ({sides["b"]}) AS b USING ({key})
        """
    )
    connection.execute(f"INSERT INTO pairs SELECT g, b, '{each.type}' FROM found")
    connection.execute("DELETE FROM g_left WHERE rid IN (SELECT g FROM found)")
    connection.execute("DELETE FROM b_left WHERE rid IN (SELECT b FROM found)")
    return True


def _ranked(side: str, each: Pass) -> str:
    """Return the rows of a side with their places among those of an equal key."""
    order = "order_date, id" if side == "g" else "line"
    conditions = [part for part in [*each.which.split(" AND "), each.unknown] if f"{side}." in part]
    day = "day"
    if side == "b":
        conditions.append("day IS NULL" if each.apart is None else "day IS NOT NULL")
        day = f"day - {each.apart or 0} AS day"
    inner = f"SELECT * REPLACE ({day}) FROM b_left" if side == "b" else "SELECT * FROM g_left"
    dated = "" if each.apart is None else ", day"
    return f"""
        SELECT rid, {each.key}{dated}, row_number() OVER (
            PARTITION BY {each.key}{dated} ORDER BY {order}, rid
        ) AS place
        FROM ({inner}) AS {side} WHERE {" AND ".join(conditions)}
    """
