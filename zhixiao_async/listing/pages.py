"""A range of the listing, window by window: every order once, or an error that says why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar

from ..endpoints import ListedOrder, Mask
from ..messages.text import Text
from ..telemetry.observers import rows_read
from .dedup import Deduplicator
from .prefetch import Fetch, Prefetcher, WindowReading
from .rows import RowsT, rows_of
from .window_changed import changed
from .window_page import OrderPage, WindowPage
from .window_reader import read_window
from .windows import Plan

PageT = TypeVar("PageT")


async def orders_of(pages: AsyncGenerator[OrderPage, None]) -> AsyncGenerator[ListedOrder, None]:
    """Yield the orders of pages one by one; close the pages, however it ends."""
    async with aclosing(pages):
        async for page in pages:
            for order in page.orders:
                yield order
            del page  # before the next is made in its memory: some 9 % less CPU time a page


def order_pages(fetch: Fetch[list[ListedOrder]], plan: Plan) -> AsyncGenerator[OrderPage, None]:
    """Yield the pages of every window in order; errors as :func:`window_pages`."""
    return window_pages(fetch, plan, OrderPage.of)


async def window_pages(
    fetch: Fetch[RowsT], plan: Plan, made_of: Callable[[WindowPage[RowsT]], PageT]
) -> AsyncGenerator[PageT, None]:
    """Yield the pages of every window in order.

    Args:
        fetch: Fetches a page, with rows of either kind.
        plan: The windows.
        made_of: Makes what is yielded. A generator around this one would do, but the end of an
            event loop closes both at once, and one of them complains.

    Raises:
        WindowChanged: As :func:`read_window`, or a window lists a row of no known kind under both
            masks.
        ZhixiaoError: A page failed; the orders before it have been yielded.
    """
    prefetcher = Prefetcher(fetch, plan)
    by_mask: defaultdict[Mask | None, Deduplicator] = defaultdict(Deduplicator)
    try:
        while (window := prefetcher.next_window()) is not None:
            dedup = by_mask[window.mask]
            others = [other for mask, other in by_mask.items() if mask != window.mask]
            async with aclosing(read_window(prefetcher, dedup, window)) as pages:
                async for page in pages:
                    _must_be_masked(window, page.rows, others)
                    rows_read(len(page.rows))
                    made = made_of(page)
                    del page  # as in orders_of
                    yield made
                    del made
            prefetcher.finish_window()
            dedup.next_window()
    finally:
        await prefetcher.close()


def _must_be_masked(window: WindowReading[RowsT], rows: RowsT, others: list[Deduplicator]) -> None:
    """Check that no row was yielded under another mask as well.

    A row that says what it is (``operate_type``) has been compared with its own mask before.
    """
    if not others:
        return  # of one mask, as most ranges are: no row is looked at once more
    unknown = rows_of(rows_of(rows).of_no_known_kind())
    if any(other.window_before_has(unknown) for other in others):
        raise changed(window, Text("reason.masks_ignored"))
