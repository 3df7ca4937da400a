"""One reading of a window: the rows that came, and whether they add up.

Where every row has an ``id``, as many different ids as the largest total that any page named is
all there was. Where rows have none, a shifted row can't be told from another, so no total may have
changed at all. A gateway that counts a row twice in its total never adds up: that can't be told
from paging that skips rows, so it is an error too.

A row that comes at the front of a listing, the newest first, moves the others down: pages overlap
then, by no more rows than came. Those that came are missing at the end, so page 1 of an open window
is read again until as many ids are known as it says there are: then every row of that moment is
known (:mod:`.reread`). Should that never be, since rows come too fast or further down, the window's
pages are read again one after the other. While rows only move down none can fall between two pages
then: if every page is full, all that was there when page 1 was read is. A second reading must have
every row that the first had.

Rows are assumed never to leave a window: ``docs/design.md`` says what is noticed if one does, and
what isn't.
"""

from __future__ import annotations

from sys import maxsize

import attrs

from ..messages.text import Text
from ..protocol.row_digests import Digests
from .dedup import Deduplicator
from .page_fit import misfit
from .reread import FirstPage
from .rows import Page, RowsT, rows_of_page


@attrs.define(eq=False)
class ConsistencyCheck:
    """Counts the pages of one reading, and says what is odd about them.

    Attributes:
        page_size: Rows asked for a page.
        in_turn: Whether each page is asked for when the one before it has come.
        odd: What made the reading worthless, if anything did.
    """

    page_size: int
    _dedup: Deduplicator
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
    _new_behind: bool = False

    def take(self, page: Page[RowsT], asked: int) -> RowsT | None:
        """Count a page; return the rows to be yielded, or None if the page doesn't fit.

        Raises:
            Contradiction: Two rows of one id differ.
        """
        self.odd = misfit(page, asked, self.page_size)
        left = page.total_size - (asked - 1) * self.page_size
        self._full &= page.total_size >= self._total and len(page.data) == min(self.page_size, left)
        self._note_total(page)
        without_id = rows_of_page(page).ids.count(None)
        if without_id:
            self._note_without_id(page, asked, without_id)
        if self._without_id and self._grown:
            self.odd = self.odd or Text("reason.total_changed", total_size=page.total_size)
        if self.odd:
            return None
        orders, new = self._dedup.take(page)
        self._received += len(page.data) - without_id
        self._distinct += new
        overlap = self._received - self._distinct
        if page.data and not new and not without_id and overlap > self._grown:
            self.odd = Text("reason.page_repeated", page=asked)
            return None
        return orders

    def remember_page_1(self, page: Page[RowsT]) -> None:
        """Keep the rows of page 1, to be found again when the last page has come."""
        self._page_1 = FirstPage.of(page)

    @property
    def grows(self) -> bool:
        """True if rows came to an open window while it was read, and every row has an id."""
        came = self._grown > 0 and not self._without_id
        return came and self._page_1 is not None

    def reread(self, page: Page[RowsT], asked: int) -> RowsT | None:
        """Count one of the first pages, read once more after the last.

        Returns:
            The rows to be yielded, or None if a row must have left.

        Raises:
            Contradiction: Two rows of one id differ.
        """
        self.odd = misfit(page, asked, self.page_size)
        if page.total_size < self._total:
            self.odd = self.odd or Text("reason.total_fell", total_size=page.total_size)
        if not self._has_page_1(page, asked):
            self.odd = self.odd or Text("reason.page_1_changed")
        if not self._without_id and None in rows_of_page(page).ids:
            self.odd = self.odd or Text("reason.row_without_id")
        if self.odd:
            return None
        if self._without_id:
            return rows_of_page(page).pick([])
        if asked == 1:
            self._complete |= self._knows_all(self._total)
            self._page_1_now, self._new_behind = FirstPage.of(page), False
        self._note_total(page)
        orders, new = self._dedup.take(page)
        self._new_behind |= asked > 1 and new > 0
        self._complete |= self._knows_all(page.total_size)
        return orders

    def reread_goes_on(self) -> bool:
        """Return whether the page behind is read again, too: a row of page 1 is further down."""
        if self.odd or self._without_id:
            return False
        return bool(self._page_1 and self._page_1.missing)

    def end_reread(self) -> bool:
        """Return whether all is found; else the next reread starts from page 1 as it is now."""
        self._page_1 = self._page_1_now
        return bool(self.odd or self._without_id) or (self._complete and not self._new_behind)

    def _knows_all(self, total: int) -> bool:
        return self._dedup.count_ids() == total and not self._dedup.count_missing()

    def _has_page_1(self, page: Page[RowsT], asked: int) -> bool:
        if self._page_1 is None:
            return True
        if self._without_id:
            return self._page_1.equals(page)
        return self._page_1.find(page, asked * self.page_size)

    def _note_total(self, page: Page[RowsT]) -> None:
        total = page.total_size
        self._least = min(total, self._least)
        self._total = max(total, self._total)

    def _note_without_id(self, page: Page[RowsT], asked: int, number: int) -> None:
        # Two equal purchases may well be two pages of one row, but not two longer pages.
        digests = rows_of_page(page).digests
        if self.page_size > 1 and digests == self._last_page:
            self.odd = self.odd or Text("reason.same_page_again", page=asked)
        self._without_id += number
        self._last_page = digests

    @property
    def _grown(self) -> int:
        return self._total - self._least

    def difference(self) -> str:
        """Say what doesn't add up, or nothing."""
        if self.odd or self._complete or (self.grows and self._in_turn and self._full):
            return self.odd
        if missing := self._dedup.count_missing():
            return Text("reason.rows_missing", rows=missing)
        distinct = self._dedup.count_ids() + self._without_id
        if distinct == self._total:
            return ""
        received = self._received + self._without_id
        sizes = {"total_size": self._total, "rows": distinct}
        if received > distinct:
            return Text("reason.rows_differ_and_repeat", twice=received - distinct, **sizes)
        return Text("reason.rows_differ", **sizes)
