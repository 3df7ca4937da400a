"""Which rows have been yielded: each order once, however often the gateway lists it.

Rows are known by ``id``. Rows without one are never merged within a window, since two equal
purchases are two; across the seam of two windows an equal row is the same row, listed by both.
What is remembered is bounded by two windows.
"""

from __future__ import annotations

from collections import Counter
from typing import TypeGuard

from ._ids import Ids
from .endpoints import ListedOrder


class Seen:
    """The rows of the window before and of the window being read."""

    def __init__(self) -> None:
        self._ids_before = Ids()
        self._rows_before: Counter[ListedOrder] = Counter()
        self._ids = Ids()
        self._ids_again: set[str | None] | None = None
        self._yielded: Counter[ListedOrder] = Counter()
        self._repeats: Counter[ListedOrder] = Counter()
        self._from_before: Counter[ListedOrder] = Counter()

    def next_window(self) -> None:
        """The window is done: it becomes the one before."""
        self._ids_before, self._ids = self._ids, Ids()
        self._rows_before = self._yielded + self._from_before
        self._yielded = Counter()
        self.read_again()
        self._ids_again = None

    def read_again(self) -> None:
        """The window's rows will come again from its first page."""
        self._ids_again = set()
        self._repeats = Counter(self._yielded)
        self._from_before = Counter()

    def ids(self) -> int:
        """Different ids received in this window, those that the window before had included."""
        return len(self._ids)

    def gone(self) -> int:
        """Rows that an earlier reading of this window had, and the current one hadn't."""
        if self._ids_again is None:
            return 0
        return len(self._ids.each() - self._ids_again) + self._repeats.total()

    def repeats(self, ids: set[str | None]) -> bool:
        """Whether a page has rows, and this reading of the window had every one of them before."""
        if not ids or not _all_named(ids):
            return False
        if self._ids_again is not None:
            return ids <= self._ids_again
        return not self._ids.has_none_of(ids) and ids <= self._ids.each()

    def fresh(self, rows: list[ListedOrder], ids: set[str | None]) -> list[ListedOrder]:
        """Those rows that haven't been yielded; they count as yielded then.

        Args:
            rows: A page's.
            ids: Theirs, None for those that have none.
        """
        if self._ids_again is not None:
            self._ids_again |= ids
        if (
            _all_named(ids)
            and len(ids) == len(rows)
            and self._ids.has_none_of(ids)
            and self._ids_before.has_none_of(ids)
        ):
            self._ids.add(ids)
            return rows
        return [row for row in rows if self._is_fresh(row)]

    def _is_fresh(self, row: ListedOrder) -> bool:
        key = row.id
        if key is None:
            return self._is_fresh_without_id(row)
        if key in self._ids.each():
            return False
        self._ids.each().add(key)
        return key not in self._ids_before.each()

    def _is_fresh_without_id(self, row: ListedOrder) -> bool:
        if self._from_before[row] < self._rows_before[row]:
            self._from_before[row] += 1
            return False
        if self._repeats[row] > 0:
            self._repeats[row] -= 1
            return False
        self._yielded[row] += 1
        return True


def _all_named(ids: set[str | None]) -> TypeGuard[set[str]]:
    return None not in ids
