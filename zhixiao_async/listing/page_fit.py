"""Checks of one page by itself: its number and size, and its own totals."""

from __future__ import annotations

from ..messages.text import Text
from .rows import Page, RowsT


def misfit(page: Page[RowsT], asked: int, page_size: int) -> str:
    """Say what is odd about a page by itself, or nothing.

    Args:
        page: The gateway's.
        asked: The page's number as asked for.
        page_size: Rows asked for.
    """
    if page.page_no != asked:
        return Text("reason.another_page", asked=asked, got=page.page_no)
    if page.page_size != page_size:
        return Text("reason.another_page_size", asked=page_size, got=page.page_size)
    if len(page.data) > page_size:
        sizes = {"rows": len(page.data), "page_size": page_size}
        return Text("reason.page_too_long", page=asked, **sizes)
    if not page.data and page.total_size and asked <= page.total_page:
        return Text("reason.page_without_rows", page=asked, pages=page.total_page)
    expected = -(-page.total_size // page_size)
    if page.total_page != expected and not (expected == 0 and page.total_page == 1):
        totals = {"total_page": page.total_page, "total_size": page.total_size}
        return Text("reason.totals_differ", **totals)
    return ""


def own_page_size(page: Page[RowsT], asked: int, page_size: int) -> int | None:
    """Return the size of the gateway's pages, where it isn't the one asked for."""
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
