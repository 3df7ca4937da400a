"""Whole windows of the listing: every order once, or an error that says why not.

A window adds up if every page is the one asked for and the rows received are as many as the
gateway says there are. If it doesn't, it is read once more from its first page and only rows
not yet yielded are yielded; if it still doesn't, :class:`WindowChanged` says what differed.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from ._ahead import Ahead, Fetch, Window
from ._reading import Reading
from ._seen import Seen
from ._windows import OrderPage, Plan
from .endpoints import ListedOrder, OrderList
from .errors import WindowChanged

_MOST_EXTRA_PAGES = 1000


async def order_pages(fetch: Fetch, plan: Plan) -> AsyncGenerator[OrderPage, None]:
    """Yield the pages of every window in order.

    Raises:
        WindowChanged: A window didn't add up twice, or has pages of another size than asked for.
        ZhixiaoError: A page failed; the orders before it have been yielded.
    """
    ahead, seen = Ahead(fetch, plan), Seen()
    try:
        while (window := ahead.next_window()) is not None:
            for last in (False, True):
                reading = Reading(plan.page_size, seen)
                async with aclosing(_read(ahead, seen, window, plan, reading)) as pages:
                    async for page in pages:
                        yield page
                        del page  # while the next is made: memory used again is fast memory
                difference = reading.difference()
                if not difference:
                    break
                if last:
                    raise _changed(
                        window,
                        f"was read twice and didn't add up: {difference}; read it again later",
                    )
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


async def _read(
    ahead: Ahead, seen: Seen, window: Window, plan: Plan, reading: Reading
) -> AsyncGenerator[OrderPage, None]:
    page_no, most = 0, _MOST_EXTRA_PAGES
    while page_no == 0 or page_no < (window.total_page or 0):
        page_no += 1
        page = await ahead.page(window, page_no)
        if page_no == 1:
            most += page.total_page
        if page.page_no == page_no and page.page_size > 0 and page.page_size != plan.page_size:
            raise _capped(window, plan.page_size, page.page_size)
        ids = {row.id for row in page.data}
        if not reading.take(page, ids, page_no):
            return
        if page_no == 1 and window.is_open and page.total_page > 1:
            reading.remember(page, ids)
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
    if not reading.difference() and (again := await ahead.page_1_again(window)):
        reading.compare(again)


def _capped(window: Window, asked: int, given: int) -> WindowChanged:
    return _changed(
        window,
        f"can't be read with page_size={asked}: the gateway's pages have {given} rows, and reading "
        f"again won't change that; ask for page_size={given}",
    )


def _changed(window: Window, why: str) -> WindowChanged:
    return WindowChanged(
        f"the listing from {window.begin:%Y-%m-%d %H:%M:%S} to {window.end:%Y-%m-%d %H:%M:%S} "
        f"{why}",
        path=OrderList.endpoint.path,
    )
