"""One reading of a window: what has come so far, and whether it adds up.

Rows are only ever added to a window (assumed; the document doesn't say). So where every row has
an ``id``, as many different ids as the largest total that any page named is all there was. Where
rows have none, a shifted row can't be told from another, so no total may have changed at all.
A gateway that counts a row twice in its total never adds up: that can't be told from paging that
skips rows, so it is an error too.

If a row left all the same, those after it would move up, and one could fall between two pages. The
total tells, unless another row came meanwhile. So page 1 of an open window of several pages is
looked at again when the last is there. If it has the rows it had, and the total isn't less than any
page's, then a row that stayed can be missing only if a row left one of the later pages, and another
came to the window, while it was read; rows without an ``id`` may then come twice as well, and count
as one with their equals. That much can't be noticed; in closed windows, which aren't looked at
again, it goes for the first page too. A second reading must have every row that the first had.
"""

from __future__ import annotations

import attrs

from ._seen import Seen
from .endpoints import ListedOrder, OrderListResult

_Rows = tuple[set[str | None], list[ListedOrder]]


@attrs.define(eq=False)
class Reading:
    """Counts pages in, and says what is odd about them.

    Attributes:
        odd: What made the reading worthless, if anything did.
    """

    _page_size: int
    _seen: Seen
    odd: str = ""
    _total: int | None = None
    _totals_differ: bool = False
    _received: int = 0
    _without_id: int = 0
    _last_rows: list[ListedOrder] = attrs.field(factory=list)
    _page_1: _Rows | None = None

    def take(self, page: OrderListResult, ids: set[str | None], asked: int) -> bool:
        """Count a page in; False if it doesn't fit, and must not be yielded."""
        self.odd = self.odd or _oddity(page, asked, self._page_size)
        self._totals_differ |= self._total is not None and page.total_size != self._total
        self._total = max(page.total_size, self._total or 0)
        if None in ids:
            self._count_without_id(page, asked)
        elif self._seen.repeats(ids):
            self.odd = self.odd or f"page {asked} has no row that a page before it hadn't"
        if self._totals_differ and self._without_id:
            self.odd = self.odd or f"total_size changed to {page.total_size} during the reading"
        self._received += len(page.data)
        return not self.odd

    def _count_without_id(self, page: OrderListResult, asked: int) -> None:
        # Two equal purchases may well be two pages of one row, but not two longer pages.
        if self._page_size > 1 and page.data == self._last_rows:
            self.odd = self.odd or f"page {asked} is the page before it once more"
        self._without_id += sum(row.id is None for row in page.data)
        self._last_rows = page.data

    def remember(self, page: OrderListResult, ids: set[str | None]) -> None:
        """Keep what page 1 had, to be compared with."""
        self._page_1 = _rows_of(page, ids)

    def compare(self, again: OrderListResult) -> None:
        """Hold page 1 against what it had when the reading began."""
        self.odd = self.odd or _oddity(again, 1, self._page_size)
        if again.total_size < (self._total or 0):
            self.odd = self.odd or f"total_size fell to {again.total_size} during the reading"
        if _rows_of(again, {row.id for row in again.data}) != self._page_1:
            self.odd = self.odd or "page 1 had other rows when the last page had come"

    def difference(self) -> str:
        """What doesn't add up, or nothing."""
        if self.odd:
            return self.odd
        if gone := self._seen.gone():
            return f"{gone} of the rows that the first reading had didn't come again"
        distinct = self._seen.ids() + self._without_id
        if distinct == self._total:
            return ""
        twice = f", {self._received - distinct} of them twice" if self._received > distinct else ""
        return f"total_size is {self._total}, and {distinct} different rows came{twice}"


def _rows_of(page: OrderListResult, ids: set[str | None]) -> _Rows:
    return ids, [row for row in page.data if row.id is None] if None in ids else []


def _oddity(page: OrderListResult, asked: int, page_size: int) -> str:
    if page.page_no != asked:
        return f"asked for page {asked}, got page {page.page_no}"
    if page.page_size != page_size:
        return f"asked for {page_size} rows a page, got page_size {page.page_size}"
    if len(page.data) > page_size:
        return f"page {asked} holds {len(page.data)} rows, more than its page_size {page_size}"
    if not page.data and page.total_size and asked <= page.total_page:
        return f"page {asked} of {page.total_page} holds no rows"
    expected = -(-page.total_size // page_size)
    if page.total_page != expected and not (expected == 0 and page.total_page == 1):
        return f"total_page is {page.total_page}, and total_size {page.total_size}"
    return ""
