"""Which rows have been yielded: each order once, however often the gateway lists it.

Rows are known by ``id``. A row whose id came before is dropped if every field is equal; if one
differs, the listing contradicts itself. Assumed, since ids may be unique only within a day: rows
of one id that lie on different days (by their ``order_date``, Beijing time) are different rows,
unless they differ in nothing else. Across a seam only the window before is remembered.

Rows without an id are never merged within a window, since two equal purchases are two; across the
seam of two windows an equal row is the same row, listed by both.

What is remembered is digests, bounded by two windows.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeGuard

from ._digests import Digest, Digests, digest_of, digests_from, digests_of
from ._ids import Batch, Ids
from .endpoints import ListedOrder, OrderListResult
from .fields import beijing

Day: TypeAlias = int | None
"""Of a row's ``order_date``; None where it has none that can be read."""


class Contradiction(Exception):
    """Two rows of one id differ. Nothing of the second is told: it may be a payer's.

    Attributes:
        row_id: Theirs.
        across: Whether the first stood in the window before.
    """

    def __init__(self, row_id: str, *, across: bool) -> None:
        super().__init__(row_id)
        self.row_id = row_id
        self.across = across


class Seen:
    """The rows of the window before and of the window being read."""

    def __init__(self) -> None:
        self._before: dict[Day, Ids] = {}
        self._now: dict[Day, Ids] = defaultdict(Ids)
        self._again: dict[Day, set[str]] | None = None
        self._nameless_before: array[int] = array("q")
        self._counted_before: Counter[int] | None = None
        self._yielded = array("q")
        self._repeats: Counter[int] = Counter()
        self._from_before: Counter[int] = Counter()

    def next_window(self) -> None:
        """Take the window as done: it becomes the one before."""
        self._before, self._now = dict(self._now), defaultdict(Ids)
        self._yielded.extend(self._from_before.elements())
        self._nameless_before, self._counted_before = self._yielded, None
        self._yielded = array("q")
        self.read_again()
        self._again = None

    def read_again(self) -> None:
        """Expect the window's rows once more from its first page."""
        self._again = defaultdict(set)
        self._repeats = Counter(self._yielded)
        self._from_before = Counter()

    def had_before(self, rows: list[ListedOrder]) -> bool:
        """Check whether the window before had one of these rows, equal in every field."""
        digests = digests_from(map(digest_of, rows))
        for day, (_, batch) in _batches(rows, digests).items():
            found = self._before[day].found(batch) if day in self._before else {}
            if any(found.get(one) == batch.digests[at] for at, one in enumerate(batch.ids)):
                return True
        nameless = [at for at, row in enumerate(rows) if row.id is None]
        return any(hash(digests[at]) in self._nameless() for at in nameless)

    def ids(self) -> int:
        """Count the rows with an id that this window has, those of the one before included."""
        return sum(map(len, self._now.values()))

    def gone(self) -> int:
        """Count the rows that an earlier reading of this window had, and the current one hadn't."""
        if self._again is None:
            return 0
        return self.ids() - sum(map(len, self._again.values())) + self._repeats.total()

    def take(self, page: OrderListResult) -> tuple[list[ListedOrder], int]:
        """Note a page's rows: they count as yielded then.

        Returns:
            Those that haven't been yielded, and how many of those with an id this reading of the
            window hadn't had before.

        Raises:
            Contradiction: Two rows of one id differ.
        """
        rows, digests = page.data, digests_of(page)
        fresh: set[int] = set()
        new = 0
        for day, (places, batch) in _batches(rows, digests).items():
            now = _matching(self._now, day, batch, across=False)
            known = now | _matching(self._before, day, batch, across=True)
            new += self._count_new(day, batch.ids, now)
            self._now[day].add(_without(batch, now))
            if not known and len(batch.ids) == len(rows):
                return rows, new
            fresh.update(
                place for place, one in zip(places, batch.ids, strict=True) if one not in known
            )
        nameless = [place for place, row in enumerate(rows) if row.id is None]
        fresh.update(self._fresh_without_id(nameless, digests))
        return [rows[place] for place in sorted(fresh)], new

    def _count_new(self, day: Day, ids: list[str], now: set[str]) -> int:
        if self._again is None:
            return len(ids) - len(now)
        again = self._again[day]
        before = len(again)
        again.update(ids)
        return len(again) - before

    def _fresh_without_id(self, places: Iterable[int], digests: Digests) -> list[int]:
        return [place for place in places if self._is_fresh(hash(digests[place]))]

    def _nameless(self) -> Counter[int]:
        if self._counted_before is None:
            self._counted_before = Counter(self._nameless_before)
        return self._counted_before

    def _is_fresh(self, row: int) -> bool:
        if self._from_before.get(row, 0) < self._nameless().get(row, 0):
            self._from_before[row] += 1
            return False
        if self._repeats.get(row, 0) > 0:
            self._repeats[row] -= 1
            return False
        self._yielded.append(row)
        return True


def _batches(rows: list[ListedOrder], digests: Digests) -> dict[Day, tuple[Sequence[int], Batch]]:
    """The rows that have an id, by their day, each with its place on the page."""
    ids = [row.id for row in rows]
    if not _all_different(ids):
        return _sorted_out(rows, digests)
    dates: list[Any] = [row.order_date for row in rows]
    try:
        first, last = _day(min(dates)), _day(max(dates))
    except (TypeError, ValueError):  # some have none, or there is no row
        return _sorted_out(rows, digests)
    if first != last:
        return _sorted_out(rows, digests)
    return {first: (range(len(rows)), Batch(ids, digests))}


def _sorted_out(
    rows: list[ListedOrder], digests: Digests
) -> dict[Day, tuple[Sequence[int], Batch]]:
    places: dict[Day, dict[str, int]] = defaultdict(dict)
    for place, row in enumerate(rows):
        if row.id is None:
            continue
        first = places[_day(row.order_date)].setdefault(row.id, place)
        if digests[first] != digests[place]:
            raise Contradiction(row.id, across=False)
    return {
        day: (list(of_day.values()), Batch(list(of_day), digests.pick(of_day.values())))
        for day, of_day in places.items()
    }


def _matching(window: Mapping[Day, Ids], day: Day, batch: Batch, *, across: bool) -> set[str]:
    """The ids of those rows that the window has, equal in every field.

    Raises:
        Contradiction: It has another row of one of the ids.
    """
    same: set[str] = set()
    for other, ids in window.items():
        found = ids.found(batch)
        if not found:
            continue
        for place, one in enumerate(batch.ids):
            if one not in found:
                continue
            if found[one] == batch.digests[place]:
                same.add(one)
            elif _may_be_one_row(found[one], other, batch.digests[place], day):
                raise Contradiction(one, across=across)
    return same


def _may_be_one_row(one: Digest, day: Day, other: Digest, other_day: Day) -> bool:
    apart = day is not None and other_day is not None and day != other_day
    return not apart or one[0] == other[0]  # nothing differs but order_date


def _without(batch: Batch, ids: set[str]) -> Batch:
    if not ids:
        return batch
    places = [place for place, one in enumerate(batch.ids) if one not in ids]
    return Batch([batch.ids[place] for place in places], batch.digests.pick(places))


def _day(moment: datetime | None) -> Day:
    return None if moment is None else beijing(moment).toordinal()


def _all_different(ids: list[str | None]) -> TypeGuard[list[str]]:
    return None not in ids and len(set(ids)) == len(ids)
