"""Whole windows of the listing: every order once, or an error that says why not.

A window adds up if every page is the one asked for and the rows received are as many as the
gateway says there are. If it doesn't, it is read once more from its first page and only rows
not yet yielded are yielded; if it still doesn't, :class:`WindowChanged` says what differed. It is
raised at once for two rows of one id that differ: reading again can't tell which of them is right.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ._ahead import Ahead, Fetch, Window
from ._reading import Reading
from ._seen import Contradiction, Seen
from ._windows import OrderPage, Plan
from .endpoints import ListedOrder, Mask, OrderList, OrderListResult
from .errors import WindowChanged

log = logging.getLogger("zhixiao")

_MOST_EXTRA_PAGES = 1000
_MOST_PAGE_SIZES = 3
_MOST_LOOKS = 3
_LONGEST_ID = 64


class _OwnPageSize(Exception):
    """The gateway's pages have another size than was asked for."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


async def order_pages(fetch: Fetch, plan: Plan) -> AsyncGenerator[OrderPage, None]:
    """Yield the pages of every window in order.

    Raises:
        WindowChanged: A window didn't add up twice, or has two rows of one id that differ, or
            lists a row of no known kind under both masks, or the gateway keeps changing the size
            of its pages.
        ZhixiaoError: A page failed; the orders before it have been yielded.
    """
    ahead = Ahead(fetch, plan)
    by_mask: defaultdict[Mask | None, Seen] = defaultdict(Seen)
    try:
        while (window := ahead.next_window()) is not None:
            seen = by_mask[window.mask]
            others = [one for mask, one in by_mask.items() if mask != window.mask]
            async with aclosing(_whole(ahead, seen, window)) as pages:
                async for page in pages:
                    _must_be_masked(window, page.orders, others)
                    yield page
                    del page  # while the next is made: memory used again is fast memory
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


async def _whole(ahead: Ahead, seen: Seen, window: Window) -> AsyncGenerator[OrderPage, None]:
    last = False
    while True:
        reading = Reading(ahead.page_size, seen, ahead.asks_in_turn(window))
        try:
            async with aclosing(_read(ahead, window, reading)) as pages:
                async for page in pages:
                    yield page
                    del page
        except Contradiction as two:
            raise _contradictory(window, two) from None
        except _OwnPageSize as own:
            if ahead.sizes_adopted == _MOST_PAGE_SIZES:
                raise _capped(window, ahead.page_size, own.rows) from None
            log.info(
                "%s: the gateway's pages have %d rows where %d were asked for; reading on with "
                "page_size=%d",
                OrderList.endpoint.name,
                own.rows,
                ahead.page_size,
                own.rows,
            )
            ahead.adopt(own.rows)
        else:
            difference = reading.difference()
            if not difference:
                return
            if last:
                raise _changed(
                    window, f"was read twice and didn't add up: {difference}; read it again later"
                )
            last = True
        window = await ahead.restart(in_turn=reading.grows)
        seen.read_again()


async def _read(ahead: Ahead, window: Window, reading: Reading) -> AsyncGenerator[OrderPage, None]:
    page_no, most = 0, _MOST_EXTRA_PAGES
    while window.total_page is None or page_no < window.total_page:
        page_no += 1
        page = await ahead.page(window, page_no)
        if page_no == 1:
            most += page.total_page
        if own := _own_size(page, page_no, reading.page_size):
            raise _OwnPageSize(own)
        if page_no > most:
            reading.odd = f"the window grew by more than {_MOST_EXTRA_PAGES} pages"
            return
        orders = reading.take(page, page_no)  # they count as yielded from here on
        if orders is None:
            return
        if page_no == 1 and window.is_open and page.total_page > 1:
            reading.remember_page_1(page)
        fresh = _fresh(window, page, orders)
        del page, orders
        yield fresh
        del fresh
    if window.looked_at and not reading.odd and (reading.grows or not reading.difference()):
        async with aclosing(_look_again(ahead, window, reading)) as pages:
            async for fresh in pages:
                yield fresh
                del fresh


async def _look_again(
    ahead: Ahead, window: Window, reading: Reading
) -> AsyncGenerator[OrderPage, None]:
    for _ in range(_MOST_LOOKS):
        page_no = 0
        while page_no == 0 or reading.looks_deeper():
            page_no += 1
            page = await ahead.again(window, page_no)
            orders = reading.look(page, page_no)
            if orders:
                yield _fresh(window, page, orders)
        if reading.end_look():
            return


def _fresh(window: Window, page: OrderListResult, orders: list[ListedOrder]) -> OrderPage:
    return OrderPage(
        begin_time=window.begin,
        end_time=window.end,
        page_no=page.page_no,
        total_page=page.total_page,
        total_size=page.total_size,
        is_open=window.is_open,
        orders=orders,
        mask=window.mask,
    )


def _must_be_masked(window: Window, orders: list[ListedOrder], others: list[Seen]) -> None:
    """Check that no row was yielded under another mask as well.

    A row that says what it is (``operate_type``) has been compared with its own mask before.
    """
    if not others:
        return  # of one mask, as most readings are: no row is looked at once more
    unknown = [row for row in orders if _kind_is_unknown(row)]
    if any(other.had_before(unknown) for other in others):
        raise _changed(
            window,
            "has a row under both masks, whose operate_type doesn't say which it is: the gateway "
            "seems to ignore the mask, and no row is given twice; read without a mask",
        )


def _kind_is_unknown(row: ListedOrder) -> bool:
    return row.operate_type is None or not row.operate_type.known


def _own_size(page: OrderListResult, asked: int, page_size: int) -> int | None:
    """The size of the gateway's pages, where it isn't the one asked for."""
    if page.page_no != asked or page.page_size <= 0:
        return None
    if page.page_size != page_size:
        return page.page_size
    # Some repeat the size that was asked for, and count pages by their own.
    rows, total = len(page.data), page.total_size
    full = asked == 1 and 0 < rows < min(page_size, total)
    if full and page.total_page == -(-total // rows) != -(-total // page_size):
        return rows
    return None


def _capped(window: Window, asked: int, given: int) -> WindowChanged:
    return _changed(
        window,
        f"can't be read: the gateway changed the size of its pages {_MOST_PAGE_SIZES} times, and "
        f"now gives {given} rows where page_size={asked} was asked for",
    )


def _contradictory(window: Window, two: Contradiction) -> WindowChanged:
    number = two.row_id if len(two.row_id) <= _LONGEST_ID else f"{two.row_id[:_LONGEST_ID]}…"
    where = "and the window before it have" if two.across else "has"
    return _changed(
        window,
        f"{where} two rows of one id, {number!a}, that differ: the listing contradicts "
        "itself, and neither row is passed over; look at both with order_list, and ask the vendor",
    )


def _changed(window: Window, why: str) -> WindowChanged:
    return WindowChanged(
        f"the listing from {window.begin:%Y-%m-%d %H:%M:%S} to {window.end:%Y-%m-%d %H:%M:%S} "
        f"{why}",
        path=OrderList.endpoint.path,
    )
