"""One reading of a window: what has come so far, and whether it adds up.

Rows are only ever added to a window (assumed; the document doesn't say). So where every row has
an ``id``, as many different ids as the largest total that any page named is all there was. Where
rows have none, a shifted row can't be told from another, so no total may have changed at all.
A gateway that counts a row twice in its total never adds up: that can't be told from paging that
skips rows, so it is an error too.

A row that comes at the front of a listing, the newest first, moves the others down: pages overlap
then, by no more rows than came. Those that came are missing at the end, so page 1 of an open window
is read again until as many ids are known as it says there are: then every row of that moment is
known (:mod:`zhixiao_async._looking`). Should that never be, since rows come too fast or further
down, the window's pages are read again one after the other. While rows only move down none can
fall between two pages then: if every page is full, all that was there when page 1 was read is.

If a row left all the same, those after it would move up, and one could fall between two pages. The
total tells, unless another row came meanwhile. So page 1 of an open window of several pages is
looked at again when the last is there. If the rows it had are still among the first, behind no
more than came since, and the total isn't less than any page's, then a row that stayed can be
missing only if a row left that page 1 hadn't had, on a later page or come since, and another came
to the window, while it was read; rows without an ``id`` may then come twice as well, and count as
one with their equals. That much can't be noticed; in closed windows, which aren't looked at again,
it goes for the rows of page 1 too. A second reading must have every row that the first had.
"""

from __future__ import annotations

from sys import maxsize

import attrs

from ._digests import Digests, digests_of
from ._looking import FirstPage
from ._seen import Seen
from .endpoints import ListedOrder, OrderListResult


@attrs.define(eq=False)
class Reading:
    """Counts pages in, and says what is odd about them.

    Attributes:
        page_size: Rows asked for a page.
        in_turn: Whether each page is asked for when the one before it has come.
        odd: What made the reading worthless, if anything did.
    """

    page_size: int
    _seen: Seen
    _in_turn: bool
    odd: str = ""
    _full: bool = True
    _least: int = maxsize
    _total: int = 0
    _received: int = 0
    _distinct: int = 0
    _without_id: int = 0
    _last_page: Digests = attrs.field(factory=Digests)
    _complete: bool = False
    _page_1: FirstPage | None = None
    _page_1_now: FirstPage | None = None
    _news_deeper: bool = False

    def take(self, page: OrderListResult, asked: int) -> list[ListedOrder] | None:
        """Count a page in; gives the rows to be yielded, or None if the page doesn't fit.

        Raises:
            Contradiction: Two rows of one id differ.
        """
        self.odd = _oddity(page, asked, self.page_size)
        left = page.total_size - (asked - 1) * self.page_size
        self._full &= page.total_size >= self._total and len(page.data) == min(self.page_size, left)
        self._note_total(page)
        without_id = [row.id for row in page.data].count(None)
        if without_id:
            self._note_without_id(page, asked, without_id)
        if self._without_id and self._grown:
            self.odd = self.odd or f"total_size changed to {page.total_size} during the reading"
        if self.odd:
            return None
        orders, new = self._seen.take(page)
        self._received += len(page.data) - without_id
        self._distinct += new
        overlap = self._received - self._distinct
        if page.data and not new and not without_id and overlap > self._grown:
            self.odd = f"page {asked} has no row that a page before it hadn't"
            return None
        return orders

    def remember_page_1(self, page: OrderListResult) -> None:
        """Keep what page 1 had, to be looked for when the last page has come."""
        self._page_1 = FirstPage.of(page)

    @property
    def grows(self) -> bool:
        """Whether rows came to an open window, every row of which has an id, while it was read."""
        came = self._grown > 0 and not self._without_id
        return came and self._page_1 is not None

    def look(self, page: OrderListResult, asked: int) -> list[ListedOrder] | None:
        """Count in one of the first pages, asked for once more after the last of them all.

        Gives the rows to be yielded, or None if a row must have left.

        Raises:
            Contradiction: Two rows of one id differ.
        """
        self.odd = _oddity(page, asked, self.page_size)
        if page.total_size < self._total:
            self.odd = self.odd or f"total_size fell to {page.total_size} during the reading"
        if not self._has_page_1(page, asked):
            self.odd = self.odd or "page 1 had other rows when the last page had come"
        if not self._without_id and any(row.id is None for row in page.data):
            self.odd = self.odd or "a row without an id came during the reading"
        if self.odd:
            return None
        if self._without_id:
            return []
        if asked == 1:
            self._complete |= self._seen.ids() == self._total and not self._seen.gone()
            self._page_1_now, self._news_deeper = FirstPage.of(page), False
        self._note_total(page)
        orders, new = self._seen.take(page)
        self._news_deeper |= asked > 1 and new > 0
        self._complete |= self._seen.ids() == page.total_size and not self._seen.gone()
        return orders

    def looks_deeper(self) -> bool:
        """Whether this look goes on: a row of page 1 is further down."""
        if self.odd or self._without_id:
            return False
        return bool(self._page_1 and self._page_1.missing)

    def end_look(self) -> bool:
        """Whether that is all; otherwise the next look starts from page 1 as it is now."""
        self._page_1 = self._page_1_now
        return bool(self.odd or self._without_id) or (self._complete and not self._news_deeper)

    def _has_page_1(self, page: OrderListResult, asked: int) -> bool:
        if self._page_1 is None:
            return True
        if self._without_id:
            return self._page_1.equals(page)
        return self._page_1.find(page, asked * self.page_size)

    def _note_total(self, page: OrderListResult) -> None:
        total = page.total_size
        self._least = min(total, self._least)
        self._total = max(total, self._total)

    def _note_without_id(self, page: OrderListResult, asked: int, number: int) -> None:
        # Two equal purchases may well be two pages of one row, but not two longer pages.
        digests = digests_of(page)
        if self.page_size > 1 and digests == self._last_page:
            self.odd = self.odd or f"page {asked} is the page before it once more"
        self._without_id += number
        self._last_page = digests

    @property
    def _grown(self) -> int:
        return self._total - self._least

    def difference(self) -> str:
        """Say what doesn't add up, or nothing."""
        if self.odd or self._complete or (self.grows and self._in_turn and self._full):
            return self.odd
        if gone := self._seen.gone():
            return f"{gone} of the rows that the first reading had didn't come again"
        distinct = self._seen.ids() + self._without_id
        if distinct == self._total:
            return ""
        received = self._received + self._without_id
        twice = f", {received - distinct} of them twice" if received > distinct else ""
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
