"""The rows that have been yielded: each order once, however often the gateway lists it.

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
from collections.abc import Sequence
from functools import cached_property

from ..protocol.row_digests import Digest, Digests
from .batches import Batch, Contradiction, Day, batches_of
from .id_set import IdSet
from .rows import Page, Rows, RowsT, rows_of_page


class _WindowRows:
    """The rows that a window has: their ids by day, and the digests of those without an id."""

    def __init__(self) -> None:
        self.by_day: defaultdict[Day, IdSet] = defaultdict(IdSet)
        self.without_id = array("q")

    def count_ids(self) -> int:
        return sum(map(len, self.by_day.values()))

    @cached_property
    def counted(self) -> Counter[int]:
        """The number of times it has each row without an id; read once the window is done."""
        return Counter(self.without_id)

    def equal(self, batch: Batch, day: Day, *, across: bool) -> set[str]:
        """Return the ids of those rows that the window has, equal in every field.

        Raises:
            Contradiction: The window has another row of one of the ids.
        """
        equal: set[str] = set()
        for other_day, ids in self.by_day.items():
            found = ids.found(batch)
            if not found:
                continue
            for place, row_id in enumerate(batch.ids):
                if row_id not in found:
                    continue
                if found[row_id] == batch.digests[place]:
                    equal.add(row_id)
                elif _may_be_one_row(found[row_id], other_day, batch.digests[place], day):
                    raise Contradiction(row_id, across=across)
        return equal


class _Reading:
    """The first reading of a window: a row that comes again came earlier in it.

    Attributes:
        shared: How often each row without an id came that the window before had as well.
    """

    def __init__(self) -> None:
        self.shared: Counter[int] = Counter()

    def count_new(self, day: Day, ids: Sequence[str], known: set[str]) -> int:
        """Count the ids that the reading hadn't had, of which some are known of its window."""
        return len(ids) - len(known)

    def repeats(self, row: int) -> bool:
        """Check whether a row without an id is one of an earlier reading's, and tick it off."""
        return False

    def count_missing(self, ids: int) -> int:
        """Count the rows of earlier readings that this one hadn't, of a window of so many ids."""
        return 0


class _LaterReading(_Reading):
    """Another reading of the window, which should have every row that was yielded."""

    def __init__(self, without_id: array[int]) -> None:
        super().__init__()
        self._ids: defaultdict[Day, set[str]] = defaultdict(set)
        self._due = Counter(without_id)

    def count_new(self, day: Day, ids: Sequence[str], known: set[str]) -> int:
        ids_of_day = self._ids[day]
        before = len(ids_of_day)
        ids_of_day.update(ids)
        return len(ids_of_day) - before

    def repeats(self, row: int) -> bool:
        if self._due.get(row, 0) <= 0:
            return False
        self._due[row] -= 1
        return True

    def count_missing(self, ids: int) -> int:
        return ids - sum(map(len, self._ids.values())) + self._due.total()


class Deduplicator:
    """The rows of the window before and of the window being read."""

    def __init__(self) -> None:
        self._before = _WindowRows()
        self._window = _WindowRows()
        self._reading = _Reading()

    def next_window(self) -> None:
        """Take the window as done: it becomes the one before."""
        self._window.without_id.extend(self._reading.shared.elements())
        self._before, self._window = self._window, _WindowRows()
        self._reading = _Reading()

    def read_again(self) -> None:
        """Expect the window's rows once more from its first page."""
        self._reading = _LaterReading(self._window.without_id)

    def window_before_has(self, rows: Rows[RowsT]) -> bool:
        """Check whether the window before had one of these rows, equal in every field."""
        before = self._before
        for day, (_, batch) in batches_of(rows).items():
            found = before.by_day[day].found(batch) if day in before.by_day else {}
            if any(found.get(row_id) == batch.digests[at] for at, row_id in enumerate(batch.ids)):
                return True
        return any(hash(rows.digests[place]) in before.counted for place in _without_id(rows.ids))

    def count_ids(self) -> int:
        """Count the rows with an id that this window has, those of the one before included."""
        return self._window.count_ids()

    def count_missing(self) -> int:
        """Count the rows that an earlier reading of this window had, and the current one hadn't."""
        return self._reading.count_missing(self.count_ids())

    def take(self, page: Page[RowsT]) -> tuple[RowsT, int]:
        """Note a page's rows: they count as yielded then.

        Returns:
            Those that haven't been yielded, and how many of those with an id this reading of the
            window hadn't had before.

        Raises:
            Contradiction: Two rows of one id differ.
        """
        rows = rows_of_page(page)
        ids = rows.ids
        fresh: set[int] = set()
        new = 0
        for day, (places, batch) in batches_of(rows).items():
            here = self._window.equal(batch, day, across=False)
            known = here | self._before.equal(batch, day, across=True)
            new += self._reading.count_new(day, batch.ids, here)
            self._window.by_day[day].add(batch.without(here))
            if not known and len(batch.ids) == len(ids):
                return rows.data, new
            fresh.update(
                place
                for place, row_id in zip(places, batch.ids, strict=True)
                if row_id not in known
            )
        if without_id := _without_id(ids):
            fresh.update(self._fresh_without_id(without_id, rows.digests))
        return rows.pick(sorted(fresh)), new

    def _fresh_without_id(self, places: list[int], digests: Digests) -> list[int]:
        before, reading = self._before.counted, self._reading
        fresh = []
        for place in places:
            row = hash(digests[place])
            if reading.shared.get(row, 0) < before.get(row, 0):
                reading.shared[row] += 1
            elif not reading.repeats(row):
                self._window.without_id.append(row)
                fresh.append(place)
        return fresh


def _without_id(ids: Sequence[str | None]) -> list[int]:
    return [place for place, row_id in enumerate(ids) if row_id is None]


def _may_be_one_row(row: Digest, day: Day, other: Digest, other_day: Day) -> bool:
    apart = day is not None and other_day is not None and day != other_day
    return not apart or row[0] == other[0]  # nothing differs but order_date
