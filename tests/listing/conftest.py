"""Pages made by hand, and a gateway in memory that answers with them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import settings

from tests.support.leaks import no_leaks  # noqa: F401 - a fixture
from zhixiao_async import (
    BEIJING,
    ListedOrder,
    Mask,
    OrderList,
    OrderListResult,
    OrderPage,
    ZhixiaoError,
)
from zhixiao_async.listing.pages import order_pages
from zhixiao_async.listing.windows import Plan

# A shared machine may stall for a moment: that is no finding.
settings.register_profile("zhixiao", deadline=None, max_examples=100)
settings.load_profile("zhixiao")

BEGIN = datetime(2026, 3, 2, tzinfo=BEIJING)
DAY = timedelta(days=1)


def make_row(number: int, **fields: Any) -> ListedOrder:
    """Return a row with an id."""
    return ListedOrder(**({"order_id": f"01{number}", "fee": number, "id": str(number)} | fields))


def make_rows(first: int, last: int, **fields: Any) -> list[ListedOrder]:
    """Return the rows from one number to another, both included."""
    return [make_row(number, **fields) for number in range(first, last + 1)]


def make_page(
    rows: Sequence[ListedOrder], page_no: int = 1, *, size: int = 2, total: int, **instead: Any
) -> OrderListResult:
    """Return a page that adds up, but for what ``instead`` says."""
    fields: dict[str, Any] = {
        "page_no": page_no,
        "page_size": size,
        "total_page": -(-total // size),
        "total_size": total,
        "data": list(rows),
    }
    return OrderListResult(**(fields | instead))


Answer = OrderListResult | ZhixiaoError
Change = Callable[[OrderListResult], Answer]


class Gateway:
    """Windows of rows, read through ``fetch``; ``answers`` take the place of single replies.

    Attributes:
        windows: The rows of each window, by the day (from 0) that it begins on.
        masked: The same for a mask; without an entry it is ignored.
        answers: By day and page: what becomes of the first reply, of the second and so on.
        asked: Day and page of every request so far.
        most: How many pages were under way at a time, at most.
        held: While it is cleared no request is answered.
        ticks: How many turns of the loop an answer takes.
        cap: The most rows that a page has, whatever is asked for.
        admits: Whether a page names its own size then, and not the one that was asked for.
        sizes: The page size of every request so far.
    """

    def __init__(self) -> None:
        self.windows: dict[int, list[ListedOrder]] = {}
        self.masked: dict[Mask | None, dict[int, list[ListedOrder]]] = {}
        self.answers: dict[tuple[int, int], list[Change]] = defaultdict(list)
        self.asked: list[tuple[int, int]] = []
        self.under_way = self.most = self.cancelled = 0
        self.held = asyncio.Event()
        self.held.set()
        self.ticks = 1
        self.cap = 10**9
        self.admits = True
        self.sizes: list[int] = []

    async def fetch(self, request: OrderList) -> OrderListResult:
        day = (request.begin_time - BEGIN) // DAY
        self.asked.append((day, request.page_no))
        self.sizes.append(request.page_size)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            for _ in range(self.ticks):
                await asyncio.sleep(0)
            await self.held.wait()
            answer = self._answer(day, request)
            if isinstance(answer, ZhixiaoError):
                raise answer
            return answer
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1

    def _answer(self, day: int, request: OrderList) -> Answer:
        windows, size = (
            self.masked.get(request.mask, self.windows),
            min(request.page_size, self.cap),
        )
        rows = windows.get(day, [])
        start = (request.page_no - 1) * size
        page = make_page(rows[start : start + size], request.page_no, size=size, total=len(rows))
        if not self.admits:
            page = attrs.evolve(page, page_size=request.page_size)
        changes = self.answers[day, request.page_no]
        return changes.pop(0)(page) if changes else page

    async def busy(self, requests: int) -> None:
        """Wait until so many requests are under way."""
        async with asyncio.timeout(30):
            while self.under_way < requests:  # noqa: ASYNC110 - a turn of the loop is all it takes
                await asyncio.sleep(0)

    def asked_for(self, day: int) -> list[int]:
        """Return the pages of a window in the order they were asked for."""
        return [page_no for asked_day, page_no in self.asked if asked_day == day]


@attrs.define
class ReadResult:
    """The pages of a read, and the error that ended it, if one did."""

    pages: list[OrderPage] = attrs.Factory(list)
    error: ZhixiaoError | None = None

    @property
    def orders(self) -> list[ListedOrder]:
        return [order for page in self.pages for order in page.orders]

    @property
    def ids(self) -> list[int]:
        return [int(order.id or 0) for order in self.orders]


def plan_of(days: int = 1, **instead: Any) -> Plan:
    """Return a plan for some days, in pages of two."""
    fields = {"begin_time": BEGIN, "end_time": BEGIN + days * DAY, "page_size": 2, "concurrency": 4}
    return Plan(**(fields | instead))


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """Return a gateway; whatever a test reads, and however it ends, no task outlives it."""
    yield Gateway()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.fixture
def plan() -> Callable[..., Plan]:
    return plan_of


@pytest.fixture
def pages_of(gateway: Gateway) -> Callable[..., AsyncGenerator[OrderPage, None]]:
    """Return a function that reads some days page by page, to be stopped whenever."""
    return lambda days=1, **options: order_pages(gateway.fetch, plan_of(days, **options))


@pytest.fixture
def read(
    pages_of: Callable[..., AsyncGenerator[OrderPage, None]],
) -> Callable[..., Awaitable[ReadResult]]:
    """Return a function that reads some days to the end, or to the error."""

    async def read_all(days: int = 1, **options: Any) -> ReadResult:
        reading = ReadResult()
        try:
            async with asyncio.timeout(30), aclosing(pages_of(days, **options)) as pages:
                async for page in pages:
                    reading.pages.append(page)
        except ZhixiaoError as error:
            reading.error = error
        return reading

    return read_all


@pytest.fixture
def row() -> Callable[..., ListedOrder]:
    return make_row


@pytest.fixture
def rows() -> Callable[..., list[ListedOrder]]:
    return make_rows


@pytest.fixture
def instead() -> Callable[..., Change]:
    """Return a function that changes fields of a reply."""
    return lambda **fields: lambda page: attrs.evolve(page, **fields)


@pytest.fixture
def page() -> Callable[..., OrderListResult]:
    return make_page
