"""Pages fetched ahead of their reader, at most so many in flight or in hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

import attrs

from ._windows import Plan
from .endpoints import OrderList, OrderListResult

Turn = Callable[[], Awaitable[object]]
Fetch = Callable[[OrderList, Turn], Coroutine[Any, Any, OrderListResult]]
"""Fetches a page, and awaits its turn before it makes objects of the reply."""


@attrs.define(eq=False)
class Window:
    """One reading of a window: its pages on their way.

    Attributes:
        is_open: Whether it could still change when a page was first asked for. A reader who takes
            his time, and a page that is long on its way, make nothing final.
    """

    begin: datetime
    end: datetime
    is_open: bool = False
    total_page: int | None = None
    asked: int = 0
    tasks: dict[int, asyncio.Task[OrderListResult]] = attrs.field(factory=dict)
    turns: dict[int, asyncio.Event] = attrs.field(factory=dict)


class Ahead:
    """Hands out pages in the order asked for, and keeps the next ones coming.

    Pages of the current window come first. First pages of later windows are fetched ahead only
    where none of the current's are left to ask for, or while windows have a single page each.
    Page 1 of an open window is asked for once more when the last of several pages is there.
    """

    def __init__(self, fetch: Fetch, plan: Plan) -> None:
        self._fetch = fetch
        self._plan = plan
        self._coming = plan.windows()
        self._windows: list[Window] = []
        self._last_total: int | None = None

    def next_window(self) -> Window | None:
        """The next window of the plan, or None after the last."""
        if not self._windows and not self._open_window():
            return None
        return self._windows[0]

    def finish_window(self) -> None:
        """The current window is done with."""
        self._last_total = self._windows.pop(0).total_page

    async def page(self, window: Window, page_no: int) -> OrderListResult:
        """One page of the current window; later ones are asked for meanwhile."""
        if page_no not in window.tasks:
            window.asked = max(window.asked, page_no)
            window.tasks[page_no] = self._ask(window, page_no)
        self._fill()
        page = await self._taken(window, page_no)
        window.total_page = max(page.total_page, window.total_page or 0)
        if window.is_open and page_no == window.total_page > 1:
            window.tasks[1] = self._ask(window, 1)
        self._fill()
        return page

    async def page_1_again(self, window: Window) -> OrderListResult | None:
        """The first page once more, asked for after the last; None where that isn't called for."""
        if 1 not in window.tasks:
            return None
        page = await self._taken(window, 1)
        self._fill()
        return page

    async def restart(self) -> Window:
        """Forget every page; gives the current window, to be asked for again from its first."""
        await self.close()
        self._windows = [Window(window.begin, window.end) for window in self._windows]
        return self._windows[0]

    async def close(self) -> None:
        """Cancel what is in flight and wait until it is gone."""
        tasks = [task for window in self._windows for task in window.tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _taken(self, window: Window, page_no: int) -> OrderListResult:
        window.turns[page_no].set()
        page = await window.tasks[page_no]
        del window.tasks[page_no], window.turns[page_no]
        return page

    def _fill(self) -> None:
        free = self._plan.concurrency - sum(len(window.tasks) for window in self._windows)
        position = 0
        while free > 0 and (position < len(self._windows) or self._open_window()):
            window = self._windows[position]
            known = window.total_page
            while free > 0 and window.asked < (1 if known is None else known):
                window.asked += 1
                window.tasks[window.asked] = self._ask(window, window.asked)
                free -= 1
            if known is None and self._last_total != 1:
                return
            position += 1

    def _open_window(self) -> bool:
        bounds = next(self._coming, None)
        if bounds is None:
            return False
        self._windows.append(Window(*bounds))
        return True

    def _ask(self, window: Window, page_no: int) -> asyncio.Task[OrderListResult]:
        request = OrderList(
            begin_time=window.begin,
            end_time=window.end,
            page_no=page_no,
            page_size=self._plan.page_size,
            mask=self._plan.mask,
        )
        if window.asked == 1:
            window.is_open = self._plan.is_open(window.end)
        turn = window.turns[page_no] = asyncio.Event()
        return asyncio.create_task(self._fetch(request, turn.wait))
