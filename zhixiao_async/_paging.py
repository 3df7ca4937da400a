"""Whole windows of the listing: every order once, or an error that says why not.

A window adds up if every page is the one asked for and the rows received are as many as the
gateway says there are. If it doesn't, it is read once more from its first page and only rows
not yet yielded are yielded; if it still doesn't, :class:`WindowChanged` says what differed.

Rows are only ever added to a window (assumed; the document doesn't say). So where every row has
an ``id``, as many different ids as the largest total that any page named is all there was. Where
rows have none, a shifted row can't be told from another, so no total may have changed at all.
A gateway that counts a row twice in its total never adds up: that can't be told from paging that
skips rows, so it is an error too.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

import attrs

from ._ahead import Ahead, Fetch, Window
from ._seen import Seen
from ._windows import OrderPage, Plan
from .endpoints import ListedOrder, OrderList, OrderListResult
from .errors import WindowChanged

_MOST_EXTRA_PAGES = 1000


async def order_pages(fetch: Fetch, plan: Plan) -> AsyncGenerator[OrderPage, None]:
    """Yield the pages of every window in order.

    Raises:
        WindowChanged: A window didn't add up twice.
        ZhixiaoError: A page failed; the orders before it have been yielded.
    """
    ahead, seen = Ahead(fetch, plan), Seen()
    try:
        while (window := ahead.next_window()) is not None:
            for last in (False, True):
                reading = Reading()
                async with aclosing(_read(ahead, seen, window, plan, reading)) as pages:
                    async for page in pages:
                        yield page
                        del page  # while the next is made: memory used again is fast memory
                difference = reading.difference(seen)
                if not difference:
                    break
                if last:
                    raise _changed(window, difference)
                window = await ahead.restart()
                seen.read_again()
            ahead.finish_window()
            seen.next_window()
    finally:
        await ahead.close()


async def orders_of(pages: AsyncGenerator[OrderPage, None]) -> AsyncGenerator[ListedOrder, None]:
    """Yield the orders of pages one by one; closes the pages, however it ends."""
    async with aclosing(pages):
        async for page in pages:
            for order in page.orders:
                yield order
            del page  # while the next is made: memory used again is fast memory


@attrs.define(eq=False)
class Reading:
    """What one reading of a window has met so far, and whether it adds up."""

    total: int | None = None
    totals_differ: bool = False
    received: int = 0
    without_id: int = 0
    odd: str = ""
    _last_rows: list[ListedOrder] = attrs.field(factory=list)

    def take(self, page: OrderListResult, ids: set[str | None], asked: int, page_size: int) -> bool:
        """Count a page in; False if it doesn't fit, and must not be yielded."""
        self.odd = self.odd or _oddity(page, asked, page_size)
        self.totals_differ |= self.total is not None and page.total_size != self.total
        self.total = max(page.total_size, self.total or 0)
        if None in ids:
            self._count_without_id(page, asked)
        if self.totals_differ and self.without_id:
            self.odd = self.odd or f"total_size changed to {page.total_size} during the reading"
        self.received += len(page.data)
        return not self.odd

    def _count_without_id(self, page: OrderListResult, asked: int) -> None:
        # A page that comes again shows by its ids; where there are none, only by all it holds.
        if page.data == self._last_rows:
            self.odd = self.odd or f"page {asked} is the page before it once more"
        self.without_id += sum(row.id is None for row in page.data)
        self._last_rows = page.data

    def difference(self, seen: Seen) -> str:
        """What doesn't add up, or nothing."""
        if self.odd:
            return self.odd
        distinct = seen.ids() + self.without_id
        if distinct == self.total:
            return ""
        twice = f", {self.received - distinct} of them twice" if self.received > distinct else ""
        return f"total_size is {self.total}, and {distinct} different rows came{twice}"


async def _read(
    ahead: Ahead, seen: Seen, window: Window, plan: Plan, reading: Reading
) -> AsyncGenerator[OrderPage, None]:
    page_no, most = 0, _MOST_EXTRA_PAGES
    while page_no == 0 or page_no < (window.total_page or 0):
        page_no += 1
        page = await ahead.page(window, page_no)
        if page_no == 1:
            most += page.total_page
        ids = {row.id for row in page.data}
        if not reading.take(page, ids, page_no, plan.page_size):
            return
        if page_no > most:
            reading.odd = f"the window grew by more than {_MOST_EXTRA_PAGES} pages"
            return
        fresh = OrderPage(
            begin_time=window.begin,
            end_time=window.end,
            page_no=page_no,
            total_page=page.total_page,
            total_size=page.total_size,
            is_open=window.is_open,
            orders=seen.fresh(page.data, ids),
        )
        del page, ids
        yield fresh
        del fresh


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


def _changed(window: Window, difference: str) -> WindowChanged:
    return WindowChanged(
        f"the listing from {window.begin:%Y-%m-%d %H:%M:%S} to {window.end:%Y-%m-%d %H:%M:%S} "
        f"was read twice and didn't add up: {difference}; read it again later",
        path=OrderList.endpoint.path,
    )
