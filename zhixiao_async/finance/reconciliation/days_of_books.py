"""The books by day: in a folder, a file a day, each a row of Arrow streams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..sums import WIDE
from .totals import DayKind


class DaysOfBooks:
    """The books' rows of a range, by day.

    Args:
        folder: Where to keep them.
        schema: Theirs.
        begin: The first day.
        end: The last day.
        merchants: Those that are compared, where the books name merchants.

    Attributes:
        outside: Rows of other days.
        other_merchants: Rows of other merchants.
        rows: Rows by day, kind and channel.
        fee: Their sums in fen.
    """

    def __init__(
        self,
        folder: Path,
        schema: pa.Schema,
        begin: date,
        end: date,
        merchants: Collection[str] | None,
    ) -> None:
        self._folder = folder
        self._schema = schema
        self._range = pa.scalar(begin), pa.scalar(end)
        self._merchants = None if merchants is None else pa.array(merchants, pa.string())
        self.outside = 0
        self.other_merchants = 0
        self.rows: Counter[DayKind] = Counter()
        self.fee: Counter[DayKind] = Counter()
        folder.mkdir()

    def add(self, table: pa.Table) -> None:
        """Add rows, in any order of days."""
        table = self._within(table)
        if not table.num_rows:
            return
        table = _with_numbers(table)
        self._count(table)
        day = table.column("day")
        if pc.min(day) != pc.max(day) or day.null_count:
            table = table.take(pc.sort_indices(day))
            day = table.column("day")
        begin = 0
        # In order of the days' first rows, which is the order of the rows by now.
        runs: Any = pc.value_counts(day)
        for run in runs.to_pylist():
            self._append(run["values"], table.slice(begin, run["counts"]))
            begin += run["counts"]

    def _within(self, table: pa.Table) -> pa.Table:
        day = table.column("day")
        begin, end = self._range
        inside: Any = pc.and_(pc.greater_equal(day, begin), pc.less_equal(day, end))
        inside = pc.coalesce(inside, pa.scalar(True))
        if not pc.all(inside).as_py():
            size = table.num_rows
            table = table.filter(inside)
            self.outside += size - table.num_rows
        if self._merchants is not None:
            size = table.num_rows
            table = table.filter(pc.is_in(table.column("app_id"), self._merchants))
            self.other_merchants += size - table.num_rows
        return table

    def _count(self, table: pa.Table) -> None:
        keys = ["day", "kind", "channel"]
        fee = table.column("fee").cast(WIDE)
        sums = table.select(keys).append_column("fee", fee).group_by(keys)
        for row in sums.aggregate([("fee", "sum"), ([], "count_all")]).to_pylist():
            key = DayKind(row["day"], row["kind"], row["channel"] or "")
            self.rows[key] += row["count_all"]
            self.fee[key] += int(row["fee_sum"] or 0)

    def _append(self, day: date | None, rows: pa.Table) -> None:
        with self._path(day).open("ab") as file, pa.ipc.new_stream(file, self._schema) as writer:
            writer.write_table(rows)

    def _path(self, day: date | None) -> Path:
        return self._folder / f"{day or 'undated'}.arrows"

    @property
    def totals(self) -> dict[DayKind, tuple[int, int]]:
        """Rows and fen by day, kind and channel."""
        return {key: (count, self.fee[key]) for key, count in self.rows.items()}

    @property
    def lacks_channels(self) -> bool:
        """Whether any row has no channel."""
        return any(not key.channel for key in self.rows)

    def reader(
        self, days: Collection[date | None], columns: Collection[str] = ()
    ) -> pa.RecordBatchReader:
        """Return the rows of days, to be read once.

        Args:
            days: The days; None for the rows without one.
            columns: Those that are read; all if none are named.
        """
        places = [self._schema.get_field_index(name) for name in columns or self._schema.names]
        schema = pa.schema([self._schema.field(place) for place in sorted(places)])
        return pa.RecordBatchReader.from_batches(schema, self._batches(days, sorted(places)))

    def _batches(
        self, days: Collection[date | None], places: list[int]
    ) -> Iterator[pa.RecordBatch]:
        options = pa.ipc.IpcReadOptions(included_fields=places, use_threads=False)
        for path in [path for day in days if (path := self._path(day)).exists()]:
            size = path.stat().st_size
            with pa.OSFile(str(path), "rb") as file:
                while file.tell() < size:
                    with pa.ipc.open_stream(file, options=options) as stream:
                        yield from stream


def _with_numbers(table: pa.Table) -> pa.Table:
    """Return rows whose number is empty where there is none, as it is at the gateway."""
    place = table.schema.get_field_index("order_id")
    numbers = table.column(place)
    if not numbers.null_count:
        return table
    filled: Any = pc.coalesce(numbers, pa.scalar(""))
    return table.set_column(place, table.schema.field(place), filled)
