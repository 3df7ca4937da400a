"""The gateway's side: the days of an export, which of them are whole, and which still open."""

# ruff: noqa: S608 - all names and literals in the statements are this package's

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import duckdb
import pyarrow as pa

from ...errors import InvalidRequest
from ...messages.text import Text
from ..receipts import KindSum, Receipt
from ..schema import DAY_SCHEMA
from ..sums import must_add_up
from ..targets.directory import Directory
from ..targets.target import Target
from .mapping import PERSONAL
from .totals import DayKind
from .workspace import file_literal

RECORD = ["id", "mch_code", "order_intro", "device_no", "item_id", "item_name"]
"""The export's columns that are read for a difference's record only."""


class GatewayDays:
    """An export's days in a range.

    Args:
        target: The export.
        merchants: Their ids; None for all that the export has.
        days: The range's, in order.
        personal: Whether payers' data is read as well.

    Attributes:
        merchants: The merchants' ids in order.
        receipts: The receipts of the days that are whole.
        missing: The days that aren't.

    Raises:
        InvalidRequest: The export has no day of the range.
    """

    def __init__(
        self,
        target: Target,
        merchants: Collection[str] | None,
        days: Sequence[date],
        *,
        personal: bool,
    ) -> None:
        self._target = target
        self._days = days
        known = merchants if merchants is not None else {r.app_id for r in target.receipts()}
        self.merchants = tuple(sorted(known))
        self.receipts: dict[tuple[str, date], Receipt] = {}
        missing = []
        for app_id in self.merchants:
            for day in self._days:
                receipt = target.receipt(app_id, day)
                if receipt is None:
                    missing.append((app_id, day))
                else:
                    self.receipts[app_id, day] = receipt
        self.missing = tuple(missing)
        if not self.receipts:
            rule = Text("rule.no_day_of_range", begin=days[0], end=days[-1])
            raise InvalidRequest("export", rule)
        personal_fields = [name for name in PERSONAL if personal]
        self.record = [*RECORD, *personal_fields]
        self._columns = [f.name for f in DAY_SCHEMA if f.name not in {*PERSONAL, "unreadable"}]
        self._columns += personal_fields

    @property
    def days(self) -> Sequence[date]:
        """The range's days in order."""
        return self._days

    @property
    def unsettled(self) -> list[tuple[str, date]]:
        """The days that may still change, or aren't exported, with their merchants."""
        return [key for key, each in self.receipts.items() if each.is_open] + [*self.missing]

    def source(self, connection: duckdb.DuckDBPyConnection, days: Collection[date]) -> str:
        """Return what one statement reads days from; each statement needs its own.

        Args:
            connection: The statement's.
            days: Those of the range.
        """
        wanted = [key for key in self.receipts if key[1] in days]
        if wanted and isinstance(self._target, Directory):
            paths = [self._target.path(*key) for key in wanted]
            if all(path.suffix == ".parquet" for path in paths):
                names = ", ".join(file_literal(path) for path in paths)
                return f"read_parquet([{names}], hive_partitioning = false)"
        schema = pa.schema([DAY_SCHEMA.field(name) for name in self._columns])
        batches = pa.RecordBatchReader.from_batches(schema, self._batches(wanted))
        connection.register("gateway_rows", batches)
        return "gateway_rows"

    def _batches(self, wanted: Sequence[tuple[str, date]]) -> Iterator[pa.RecordBatch]:
        for app_id, day in wanted:
            yield from self._target.read(app_id, day).select(self._columns).to_batches()

    def totals(self, connection: duckdb.DuckDBPyConnection) -> dict[DayKind, tuple[int, int]]:
        """Return rows and fen by day, kind and channel, compared with the receipts first.

        Raises:
            ExportDamaged: A day's rows aren't what its receipt says.
        """
        rows = connection.execute(
            f"""
            SELECT app_id, day, coalesce(operate_type::VARCHAR, ''),
                   coalesce(pay_type::VARCHAR, ''), count(*), sum(fee), sum(abs(fee))
            FROM {self.source(connection, self._days)} GROUP BY ALL ORDER BY ALL
            """
        ).fetchall()
        sums: dict[tuple[str, date], list[KindSum]] = {key: [] for key in self.receipts}
        totals: dict[DayKind, tuple[int, int]] = {}
        for app_id, day, kind, channel, count, fee, size in rows:
            kind_sum = KindSum(kind, channel, count, int(fee), int(size))
            sums.setdefault((app_id, day), []).append(kind_sum)
            day_kind = DayKind(day, kind, channel)
            before = totals.get(day_kind, (0, 0))
            totals[day_kind] = before[0] + count, before[1] + int(size)
        for key, receipt in self.receipts.items():
            must_add_up(receipt, sums[key])
        return totals
