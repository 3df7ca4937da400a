"""One reading of a window: what has come so far, and whether it adds up."""

from __future__ import annotations

import attrs

from ._seen import Seen
from .endpoints import ListedOrder, OrderListResult


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

    def difference(self) -> str:
        """What doesn't add up, or nothing."""
        if self.odd:
            return self.odd
        distinct = self._seen.ids() + self._without_id
        if distinct == self._total:
            return ""
        twice = f", {self._received - distinct} of them twice" if self._received > distinct else ""
        return f"total_size is {self._total}, and {distinct} different rows came{twice}"


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
