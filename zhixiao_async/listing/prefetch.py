"""Pages fetched ahead of their reader, a limited number of them in flight or in hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime
from typing import Any, Generic, TypeAlias

import attrs

from ..endpoints import Mask, OrderList
from ..errors import NotSent
from ..messages.text import Text
from .rows import Page, RowsT
from .windows import Plan

_abandoned: list[object] = []
"""Tasks of another loop, kept, since asyncio complains of a pending task that is dropped."""

Fetch: TypeAlias = Callable[[OrderList], Coroutine[Any, Any, Page[RowsT]]]
"""Fetches a page."""


@attrs.define(eq=False)
class WindowReading(Generic[RowsT]):
    """One reading of a window: its pages on their way.

    Attributes:
        mask: The kind of rows that is asked for; None for both.
        is_open: Whether it could still change. Fixed when the first page is requested; slow readers
            and replies don't change it.
        is_reread: Whether its first pages are being asked for once more.
        in_turn: Whether a page is asked for only when the one before it has come.
        total_page: Its pages as far as is known; None before the first has come.
        asked: The last page that was asked for.
        tasks: The pages in flight or in hand, by number.
    """

    begin: datetime
    end: datetime
    mask: Mask | None
    is_open: bool = False
    is_reread: bool = False
    in_turn: bool = False
    total_page: int | None = None
    asked: int = 0
    tasks: dict[int, asyncio.Task[Page[RowsT]]] = attrs.field(factory=dict)

    @property
    def has_more(self) -> bool:
        """True if a page is left to ask for; where their number is unknown, the first."""
        return self.asked < (1 if self.total_page is None else self.total_page)

    @property
    def must_wait(self) -> bool:
        """True if the next page may not be asked for before the one on its way has come."""
        return self.in_turn and bool(self.tasks)


class Prefetcher(Generic[RowsT]):
    """Hands out pages in the order asked for, and keeps the next ones coming.

    Pages of the current window come first. First pages of later windows are fetched ahead only if
    no page of the current one is left to ask for, or while windows have a single page at most.
    Page 1 of an open window is asked for once more when the last of several pages has come.

    Attributes:
        page_size: Rows asked for a page.
        sizes_adopted: How often the gateway's own size took its place.
    """

    def __init__(self, fetch: Fetch[RowsT], plan: Plan) -> None:
        self._fetch: Fetch[RowsT] = fetch
        self._plan = plan
        self.page_size = plan.page_size
        self.sizes_adopted = 0
        self._planned: Iterator[WindowReading[RowsT]] = (
            WindowReading(begin, end, mask) for begin, end in plan.windows() for mask in plan.masks
        )
        self._windows: list[WindowReading[RowsT]] = []
        self._windows_are_short = False
        self._loop = asyncio.get_running_loop()

    def next_window(self) -> WindowReading[RowsT] | None:
        """Return the next window of the plan, or None after the last."""
        if not self._windows and not self._open_window():
            return None
        return self._windows[0]

    def finish_window(self) -> None:
        """Take the current window as done; one without a page counts as short."""
        self._windows_are_short = self._windows.pop(0).total_page in (0, 1)

    async def page(self, window: WindowReading[RowsT], page_no: int) -> Page[RowsT]:
        """Return a page of the current window, and ask for later ones meanwhile.

        Raises:
            NotSent: In a forked child, or on another event loop than that of the first page.
            ZhixiaoError: The page failed.
        """
        self._must_be_here()
        window.asked = max(window.asked, page_no)
        self._request(window, page_no)
        self._fill()
        page = await self._taken(window, page_no)
        window.total_page = max(page.total_page, window.total_page or 0)
        if window.is_open and page_no == window.total_page > 1:
            window.is_reread = True
            self._request(window, 1)
        self._fill()
        return page

    async def reread(self, window: WindowReading[RowsT], page_no: int) -> Page[RowsT]:
        """Return one of the first pages once more; page 1 was asked for when the last had come."""
        self._must_be_here()
        self._request(window, page_no)
        return await self._taken(window, page_no)

    def adopt(self, page_size: int) -> None:
        """Ask for pages of the gateway's own size from now on; :meth:`restart` comes next."""
        self.page_size = page_size
        self.sizes_adopted += 1

    async def restart(self, *, in_turn: bool) -> WindowReading[RowsT]:
        """Forget every page; return the current window, to be asked for again from page 1."""
        await self.close()
        self._windows = [
            WindowReading(window.begin, window.end, window.mask) for window in self._windows
        ]
        self._windows[0].in_turn = in_turn
        return self._windows[0]

    def asks_in_turn(self, window: WindowReading[RowsT]) -> bool:
        """Return whether each page of a window is asked for when the one before it has come."""
        return window.in_turn or self._plan.in_flight == 1

    async def close(self) -> None:
        """Cancel what is in flight and wait until it is gone; in a forked child, leave it alone."""
        tasks = [task for window in self._windows for task in window.tasks.values()]
        if not self._is_here():
            _abandoned.extend(tasks)
            return
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _is_here(self) -> bool:
        return asyncio.get_running_loop() is self._loop

    def _must_be_here(self) -> None:
        if not self._is_here():
            raise NotSent(Text("error.listing_of_another_loop"), path=OrderList.endpoint.path)

    async def _taken(self, window: WindowReading[RowsT], page_no: int) -> Page[RowsT]:
        page = await window.tasks[page_no]
        del window.tasks[page_no]
        return page

    def _fill(self) -> None:
        """Ask for pages as long as there is room: the current window's, then later ones'."""
        free = self._plan.in_flight - sum(len(window.tasks) for window in self._windows)
        position = 0
        while free > 0 and (position < len(self._windows) or self._open_window()):
            window = self._windows[position]
            if window.has_more:
                if window.must_wait:
                    return
                window.asked += 1
                self._request(window, window.asked)
                free -= 1
            elif self._may_pass(window):
                position += 1
            else:
                return

    def _may_pass(self, window: WindowReading[RowsT]) -> bool:
        """Return whether later windows may be asked for: the length of this one is known, or short.

        A long window needs the room itself that a later one's page would take.
        """
        return window.total_page is not None or self._windows_are_short

    def _open_window(self) -> bool:
        window = next(self._planned, None)
        if window is None:
            return False
        self._windows.append(window)
        return True

    def _request(self, window: WindowReading[RowsT], page_no: int) -> None:
        """Ask for a page, unless it is in flight or in hand."""
        if page_no in window.tasks:
            return
        request = OrderList(
            begin_time=window.begin,
            end_time=window.end,
            page_no=page_no,
            page_size=self.page_size,
            mask=window.mask,
        )
        if window.asked == 1:
            window.is_open = self._plan.is_open(window.end)
        window.tasks[page_no] = asyncio.create_task(self._fetch(request))
