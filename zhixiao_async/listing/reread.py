"""Page 1 of an open window read once more, and the pages after it to which its rows moved.

A row of page 1 that isn't found again left, and one of those behind it may have fallen between two
pages. And the rows that came to the front of a listing, the newest first, while the later pages
were read are there now.
"""

from __future__ import annotations

import attrs

from .rows import Page, RowsT, rows_of_page


@attrs.define(eq=False)
class FirstPage:
    """The rows that page 1 had, to be found again.

    Attributes:
        missing: Ids that haven't been found again.
    """

    missing: set[str | None]
    _ids: frozenset[str | None]
    _without_id: list[int]
    _rows: int
    _total: int

    @classmethod
    def of(cls, page: Page[RowsT]) -> FirstPage:
        """Keep a page's rows, the ids of those that have one."""
        ids = frozenset(rows_of_page(page).ids)
        return cls(set(ids), ids, _without_id(page), len(page.data), page.total_size)

    def find(self, page: Page[RowsT], place: int) -> bool:
        """Look for the rows on one of the first pages; return False if one must have left.

        Args:
            page: As it is now, after all pages before it.
            place: Of the last row that it may hold, counted from 1.
        """
        self.missing.difference_update(rows_of_page(page).ids)
        behind = page.total_size - self._total
        return not self.missing or place < self._rows + behind

    def equals(self, page: Page[RowsT]) -> bool:
        """Check whether a page has the same rows, those without an id in the same order."""
        ids = set(rows_of_page(page).ids)
        return ids == self._ids and _without_id(page) == self._without_id


def _without_id(page: Page[RowsT]) -> list[int]:
    rows = rows_of_page(page)
    digests = rows.digests
    return [hash(digests[place]) for place, row_id in enumerate(rows.ids) if row_id is None]
