"""Pages fetched ahead of their reader, at most so many in flight or in hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, TypeAlias

import attrs

from ._windows import Plan
from .endpoints import Mask, OrderList, OrderListResult
from .errors import NotSent

_left: list[object] = []
"""Another loop's tasks, kept, since one that is dropped while it waits is complained of."""

Turn: TypeAlias = Callable[[], Awaitable[object]]
Fetch: TypeAlias = Callable[[OrderList, Turn], Coroutine[Any, Any, OrderListResult]]
"""Fetches a page, and awaits its turn before it makes objects of the reply."""


@attrs.define(eq=False)
class Window:
    """One reading of a window: its pages on their way.

    Attributes:
        mask: What is asked for.
        is_open: Whether it could still change when a page was first asked for. A reader who takes
            his time, and a page that is long on its way, make nothing final.
        looked_at: Whether its first pages are being asked for once more.
        in_turn: Whether a page is asked for only when the one before it has come.
    """

    begin: datetime
    end: datetime
    mask: Mask | None
    is_open: bool = False
    looked_at: bool = False
    in_turn: bool = False
    total_page: int | None = None
    asked: int = 0
    tasks: dict[int, asyncio.Task[OrderListResult]] = attrs.field(factory=dict)
    turns: dict[int, asyncio.Event] = attrs.field(factory=dict)


class Ahead:
    """Hands out pages in the order asked for, and keeps the next ones coming.

    Pages of the current window come first. First pages of later windows are fetched ahead only
    where none of the current's are left to ask for, or while windows have a single page at most.
    Page 1 of an open window is asked for once more when the last of several pages is there.

    Attributes:
        page_size: Rows asked for a page.
        sizes_adopted: How often the gateway's own size took its place.
    """

    def __init__(self, fetch: Fetch, plan: Plan) -> None:
        self._fetch = fetch
        self._plan = plan
        self.page_size = plan.page_size
        self.sizes_adopted = 0
        self._coming = (
            Window(begin, end, mask) for begin, end in plan.windows() for mask in plan.masks
        )
        self._windows: list[Window] = []
        self._short = False
        self._loop = asyncio.get_running_loop()

    def next_window(self) -> Window | None:
        """The next window of the plan, or None after the last."""
        if not self._windows and not self._open_window():
            return None
        return self._windows[0]

    def finish_window(self) -> None:
        """The current window is done with."""
        # An empty one has no page, and counts as a short one too.
        self._short = self._windows.pop(0).total_page in (0, 1)

    async def page(self, window: Window, page_no: int) -> OrderListResult:
        """One page of the current window; later ones are asked for meanwhile.

        Raises:
            NotSent: In a forked child, or on another event loop than the first page was.
            ZhixiaoError: The page failed.
        """
        self._must_be_here()
        if page_no not in window.tasks:
            window.asked = max(window.asked, page_no)
            window.tasks[page_no] = self._ask(window, page_no)
        self._fill()
        page = await self._taken(window, page_no)
        window.total_page = max(page.total_page, window.total_page or 0)
        if window.is_open and page_no == window.total_page > 1:
            window.looked_at = True
            window.tasks[1] = self._ask(window, 1)
        self._fill()
        return page

    async def again(self, window: Window, page_no: int) -> OrderListResult:
        """One of the first pages once more; the first is on its way when the last has come."""
        self._must_be_here()
        if page_no not in window.tasks:
            window.tasks[page_no] = self._ask(window, page_no)
        return await self._taken(window, page_no)

    def adopt(self, page_size: int) -> None:
        """From the next page on ask for the gateway's own size; :meth:`restart` comes next."""
        self.page_size = page_size
        self.sizes_adopted += 1

    async def restart(self, *, in_turn: bool) -> Window:
        """Forget every page; gives the current window, to be asked for again from its first."""
        await self.close()
        self._windows = [Window(one.begin, one.end, one.mask) for one in self._windows]
        self._windows[0].in_turn = in_turn
        return self._windows[0]

    def asks_in_turn(self, window: Window) -> bool:
        """Whether each page of the window is asked for when the one before it has come."""
        return window.in_turn or self._plan.in_flight == 1

    async def close(self) -> None:
        """Cancel what is in flight and wait until it is gone; in a forked child, leave it alone."""
        tasks = [task for window in self._windows for task in window.tasks.values()]
        if not self._is_here():
            _left.extend(tasks)
            return
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _is_here(self) -> bool:
        return asyncio.get_running_loop() is self._loop

    def _must_be_here(self) -> None:
        if not self._is_here():
            raise NotSent(
                "this listing was begun in another process or on another event loop, and is "
                "read there; nothing was sent: begin one of your own here",
                path=OrderList.endpoint.path,
            )

    async def _taken(self, window: Window, page_no: int) -> OrderListResult:
        window.turns[page_no].set()
        page = await window.tasks[page_no]
        del window.tasks[page_no], window.turns[page_no]
        return page

    def _fill(self) -> None:
        free = self._plan.in_flight - sum(len(window.tasks) for window in self._windows)
        position = 0
        while free > 0 and (position < len(self._windows) or self._open_window()):
            window = self._windows[position]
            known = window.total_page
            while free > 0 and window.asked < (1 if known is None else known):
                if window.in_turn and window.tasks:
                    return
                window.asked += 1
                window.tasks[window.asked] = self._ask(window, window.asked)
                free -= 1
            if known is None and not self._short:
                return
            position += 1

    def _open_window(self) -> bool:
        window = next(self._coming, None)
        if window is None:
            return False
        self._windows.append(window)
        return True

    def _ask(self, window: Window, page_no: int) -> asyncio.Task[OrderListResult]:
        request = OrderList(
            begin_time=window.begin,
            end_time=window.end,
            page_no=page_no,
            page_size=self.page_size,
            mask=window.mask,
        )
        if window.asked == 1:
            window.is_open = self._plan.is_open(window.end)
        turn = window.turns[page_no] = asyncio.Event()
        return asyncio.create_task(self._fetch(request, turn.wait))
