"""Rows that found no partner, kept in a Parquet file for the next run.

A run takes from the file the rows of the days just before its own, and leaves there its own of the
last days that are still without a partner. A row that found one is kept with that partner's day:
it is taken again only by a run over that day, so the same run once more has the same result.
"""

# ruff: noqa: S608 - all names and literals in the statements are this package's

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from ...errors import InvalidRequest
from ...messages.text import Text
from ...whole_files import FileState, replace, state_of
from .leftovers import Sides
from .mapping import PERSONAL
from .workspace import file_literal, literal

_KEPT = timedelta(days=400)
"""A month of the year before can be run again."""

_MARKS = {"scope", "side", "settled", "order_id", "listed_fee", "line"}
"""Columns by which the file is known."""

_KEY = "merchant, order_id, kind, fee, day"
_COMMON = "merchant, order_id, kind, fee, channel, day, app_id"


@attrs.frozen(eq=False)
class Pool:
    """The pool's file, as one run sees it; made before the run reads anything else.

    Attributes:
        path: The file.
        scope: The merchants of the run; those of other runs have their own rows in the file.
        begin: The run's first day.
        end: The run's last day.
        days_apart: The days that two partners may be apart.

    Raises:
        InvalidRequest: The file is no pool.
    """

    path: Path
    scope: str
    begin: date
    end: date
    days_apart: int
    _begun_with: FileState | None = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._check()
        object.__setattr__(self, "_begun_with", self._state())  # attrs' own way in a frozen class

    def take(self, sides: Sides) -> None:
        """Read the file, and put what may find its partner into the tables ``g`` and ``b``."""
        self._read(sides)
        after = literal(str(self.begin - timedelta(days=self.days_apart)))
        # A negative number is that of a row of the pool.
        for side, table in (("gateway", "g"), ("books", "b")):
            columns = f"{_COMMON}, {', '.join(_record(sides, table))}"
            sides.connection.execute(
                f"""
                INSERT INTO {table} BY NAME
                SELECT -pool_id AS rid, true AS carried, {columns} FROM pool
                WHERE side = '{side}' AND {self._is_own()}
                  AND day >= {after} AND day < {self._begin}
                  AND (settled IS NULL OR settled BETWEEN {self._begin} AND {self._end})
                """
            )

    def keep(self, sides: Sides) -> None:
        """Replace the file by one with the rows that this run leaves without a partner.

        Raises:
            InvalidRequest: Another run has replaced it since this one began; its file stands.
            OSError: Such as a full disk; the old file stands.
        """
        if self._state() != self._begun_with:
            raise InvalidRequest("pool", Text("rule.pool_in_use"), given=str(self.path))
        connection = sides.connection
        oldest = literal(str(self.begin - _KEPT))
        parts = [
            f"""
            SELECT * EXCLUDE (pool_id, rid, settled_now) REPLACE (
                CASE WHEN taken.rid IS NULL THEN settled ELSE taken.settled_now END AS settled
            ) FROM pool LEFT JOIN ({_taken("g")} UNION ALL {_taken("b")}) AS taken
                ON taken.rid = -pool_id
            WHERE (NOT {self._is_own()} OR day NOT BETWEEN {self._begin} AND {self._end})
              AND day >= {oldest}
            """,
            self._left(sides, "gateway", "g", "order_date, id"),
            self._left(sides, "books", "b", "line"),
        ]
        rows = " UNION ALL BY NAME ".join(f"({part})" for part in parts)

        def write(unfinished: Path) -> None:
            connection.execute(
                f"COPY (SELECT * FROM ({rows}) ORDER BY ALL) "
                f"TO {literal(str(unfinished))} (FORMAT parquet, COMPRESSION zstd)"
            )

        replace(self.path, self.path.parent, write)

    @property
    def _begin(self) -> str:
        return f"DATE {literal(str(self.begin))}"

    @property
    def _end(self) -> str:
        return f"DATE {literal(str(self.end))}"

    def _is_own(self) -> str:
        return f"scope = {literal(self.scope)}"

    def _read(self, sides: Sides) -> None:
        empty = " UNION ALL BY NAME ".join(
            f"SELECT ''::VARCHAR AS scope, '' AS side, NULL::DATE AS settled, {_COMMON}, "
            f"{', '.join(_record(sides, table))} FROM {table} WHERE false"
            for table in ("g", "b")
        )
        kept = ""
        if self._begun_with is not None:
            kept = f"UNION ALL BY NAME SELECT * FROM read_parquet({file_literal(self.path)})"
        sides.connection.execute(
            f"""
            CREATE TEMP TABLE pool AS
            SELECT row_number() OVER () AS pool_id, * FROM ({empty} {kept})
            """
        )

    def _check(self) -> None:
        """Refuse a file that no run has made."""
        if not self.path.exists():
            return
        try:
            names = pq.read_schema(self.path).names
        except pa.ArrowInvalid:
            names = []
        if not {*names} >= _MARKS:
            raise InvalidRequest("pool", Text("rule.not_pool"), given=str(self.path))

    def _state(self) -> FileState | None:
        return state_of(self.path) if self.path.exists() else None

    def _left(self, sides: Sides, side: str, table: str, order: str) -> str:
        """Return the rows of a table that have no partner, with what is known of them already."""
        last = literal(str(self.end - timedelta(days=self.days_apart)))
        nth = f"row_number() OVER (PARTITION BY {_KEY} ORDER BY"
        columns = f"{_COMMON}, {', '.join(_record(sides, table))}"
        return f"""
            SELECT {literal(self.scope)} AS scope, '{side}' AS side, known.settled,
                   own.* EXCLUDE nth
            FROM (
                SELECT {columns}, {nth} {order}, rid) AS nth FROM {table}
                WHERE NOT carried AND order_id <> '' AND day > {last}
                  AND rid NOT IN (SELECT {table} FROM pairs)
            ) AS own
            LEFT JOIN (
                SELECT {_KEY}, settled, {nth} settled NULLS LAST, pool_id) AS nth FROM pool
                WHERE {self._is_own()} AND side = '{side}'
            ) AS known USING ({_KEY}, nth)
        """


def scope_of(merchants: Collection[str] | None) -> str:
    """Return the name of a selection of merchants."""
    return "*" if merchants is None else ",".join(sorted(merchants))


def _record(sides: Sides, table: str) -> list[str]:
    """Return the columns of a record that are kept: none of a payer's."""
    names = sides.gateway_record if table == "g" else sides.books_record
    return [name for name in names if name not in PERSONAL]


def _taken(table: str) -> str:
    """Return the pool's rows that took part in the run, with the days of their partners."""
    other = "b" if table == "g" else "g"
    return f"""
        SELECT {table}.rid, {other}.day AS settled_now FROM {table}
        LEFT JOIN pairs ON pairs.{table} = {table}.rid
        LEFT JOIN {other} ON pairs.{other} = {other}.rid WHERE {table}.carried
    """
