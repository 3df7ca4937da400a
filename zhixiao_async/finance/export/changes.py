"""What a day has now that it hadn't, and the other way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa

from ..receipts import Changes
from ..sums import sums_of


def changes(before: pa.Table, now: pa.Table) -> Changes | None:
    """Compare two readings of a day, both in the export's order; None if they are equal."""
    if before.equals(now):
        return None
    old, new = Counter(_rows(before)), Counter(_rows(now))
    added, removed = new - old, old - new
    return Changes(added=added.total(), removed=removed.total(), fee=_fee(now) - _fee(before))


def _rows(table: pa.Table) -> Iterator[tuple[object, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _fee(table: pa.Table) -> int:
    return sum(each.fee for each in sums_of(table))
