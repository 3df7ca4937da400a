"""Reading one window whole: a second time if it doesn't add up, and its first pages once more.

A window adds up if every page is the one asked for and the rows received are as many as the
gateway says there are. If it doesn't, it is read once more from its first page and only rows
not yet yielded are yielded; if it still doesn't, :class:`WindowChanged` says what differed. It is
raised at once for two rows of one id that differ: reading again can't tell which of them is right.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ..endpoints import OrderList
from ..messages.text import Text
from .batches import Contradiction
from .consistency import ConsistencyCheck
from .dedup import Deduplicator
from .page_fit import own_page_size
from .prefetch import Prefetcher, WindowReading
from .rows import Page, RowsT
from .window_changed import changed, contradictory
from .window_page import WindowPage

log = logging.getLogger("zhixiao")

_MOST_EXTRA_PAGES = 1000
_MOST_PAGE_SIZES = 3
_MOST_REREADS = 3


class _OwnPageSize(Exception):
    """The gateway's pages have another size than was asked for."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


async def read_window(
    prefetcher: Prefetcher[RowsT], dedup: Deduplicator, window: WindowReading[RowsT]
) -> AsyncGenerator[WindowPage[RowsT], None]:
    """Yield the pages of the current window, read until it adds up.

    Raises:
        WindowChanged: The window didn't add up twice, or has two rows of one id that differ, or
            the gateway keeps changing the size of its pages.
        ZhixiaoError: A page failed; the orders before it have been yielded.
    """
    is_last = False
    while True:
        check = ConsistencyCheck(prefetcher.page_size, dedup, prefetcher.asks_in_turn(window))
        try:
            async with aclosing(_read(prefetcher, window, check)) as pages:
                async for page in pages:
                    yield page
                    del page  # as in pages.orders_of
        except Contradiction as two:
            raise contradictory(window, two) from None
        except _OwnPageSize as own:
            _adopt(prefetcher, window, own.rows)
        else:
            difference = check.difference()
            if not difference:
                return
            if is_last:
                raise changed(window, Text("reason.read_twice", difference=difference))
            is_last = True
        window = await prefetcher.restart(in_turn=check.grows)
        dedup.read_again()


def _adopt(prefetcher: Prefetcher[RowsT], window: WindowReading[RowsT], rows: int) -> None:
    asked = prefetcher.page_size
    if prefetcher.sizes_adopted == _MOST_PAGE_SIZES:
        sizes = {"times": _MOST_PAGE_SIZES, "asked": asked, "given": rows}
        raise changed(window, Text("reason.page_size_keeps_changing", **sizes)) from None
    log.info(
        "%s: the gateway's pages have %d rows where %d were asked for; reading on with "
        "page_size=%d",
        OrderList.endpoint.name,
        rows,
        asked,
        rows,
    )
    prefetcher.adopt(rows)


async def _read(
    prefetcher: Prefetcher[RowsT], window: WindowReading[RowsT], check: ConsistencyCheck
) -> AsyncGenerator[WindowPage[RowsT], None]:
    page_no, most = 0, _MOST_EXTRA_PAGES
    while window.total_page is None or page_no < window.total_page:
        page_no += 1
        page = await prefetcher.page(window, page_no)
        if page_no == 1:
            most += page.total_page
        if own := own_page_size(page, page_no, check.page_size):
            raise _OwnPageSize(own)
        if page_no > most:
            check.odd = Text("reason.window_grew", pages=_MOST_EXTRA_PAGES)
            return
        rows = check.take(page, page_no)  # they count as yielded from here on
        if rows is None:
            return
        if page_no == 1 and window.is_open and page.total_page > 1:
            check.remember_page_1(page)
        fresh = _fresh(window, page, rows)
        del page, rows
        yield fresh
        del fresh
    if window.is_reread and not check.odd and (check.grows or not check.difference()):
        async with aclosing(_reread(prefetcher, window, check)) as pages:
            async for fresh in pages:
                yield fresh
                del fresh


async def _reread(
    prefetcher: Prefetcher[RowsT], window: WindowReading[RowsT], check: ConsistencyCheck
) -> AsyncGenerator[WindowPage[RowsT], None]:
    for _ in range(_MOST_REREADS):
        page_no = 0
        while page_no == 0 or check.reread_goes_on():
            page_no += 1
            page = await prefetcher.reread(window, page_no)
            rows = check.reread(page, page_no)
            if rows:
                yield _fresh(window, page, rows)
        if check.end_reread():
            return


def _fresh(window: WindowReading[RowsT], page: Page[RowsT], rows: RowsT) -> WindowPage[RowsT]:
    return WindowPage(
        begin_time=window.begin,
        end_time=window.end,
        page_no=page.page_no,
        total_page=page.total_page,
        total_size=page.total_size,
        is_open=window.is_open,
        rows=rows,
        mask=window.mask,
    )
