"""A gateway in memory to whose listing rows come, and from which rows leave, as a schedule says.

At every turn of the loop anything may change, so a page may be answered from another moment than
the page before it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import attrs
from hypothesis import strategies as st

from zhixiao_async import BEIJING, ListedOrder, NoReply, OrderListResult, WindowChanged
from zhixiao_async.listing.pages import order_pages, orders_of
from zhixiao_async.listing.windows import Plan

BEGIN = datetime(2026, 3, 2, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
HOURS = 9
"""Rows lie on whole hours, so that many of them lie on a seam."""

hours = st.integers(0, HOURS - 1)
kinds = st.integers(0, 1)  # two rows of an hour and a kind are equal, but for their ids
turns = st.integers(1, 40)


@attrs.frozen
class Exit:
    """A row that leaves: when, which, and the hour and kind of the one that comes instead."""

    turn: int
    index: int
    instead: tuple[int, int] | None


@attrs.frozen
class Schedule:
    """The rows that the gateway holds, the comings and leavings, and its answers' order."""

    rows: list[tuple[int, int]]
    added: list[tuple[int, int, int]]
    ticks: list[int]
    failing: set[int]
    hours_a_window: int
    page_size: int
    is_open: bool
    leaving: list[Exit] = attrs.Factory(list)
    only_from_page_1: bool = False

    def plan(self, concurrency: int) -> Plan:
        """Return how it is read."""
        return Plan(
            begin_time=BEGIN,
            end_time=BEGIN + HOURS * HOUR,
            page_size=self.page_size,
            concurrency=concurrency,
            split=self.hours_a_window * HOUR,
            open_for=timedelta(days=365_000) if self.is_open else timedelta(0),
        )


schedules = st.builds(
    Schedule,
    rows=st.lists(st.tuples(hours, kinds), max_size=14),
    added=st.lists(st.tuples(turns, hours, kinds), max_size=5),
    ticks=st.lists(st.integers(0, 4), min_size=1, max_size=8),
    failing=st.just(set()) | st.sets(st.integers(1, 12), max_size=2),
    hours_a_window=st.sampled_from([1, 2, 4, HOURS]),
    page_size=st.integers(1, 4),
    is_open=st.booleans(),
)


@attrs.frozen
class Dialect:
    """One of the readings that the document allows."""

    descending: bool
    inclusive: bool
    ids: str


Row = tuple[int, int, ListedOrder]


class Model:
    """The gateway: a schedule, by one reading of the document.

    Attributes:
        ever: Every order there ever was.
        stayed: Those that were there from the beginning to now.
        came: The windows, by their first hour, to which a row came.
        left_late: Those that a row left which page 1 hadn't when it was read, or from a later page.
    """

    def __init__(self, schedule: Schedule, dialect: Dialect) -> None:
        self._schedule, self._dialect = schedule, dialect
        self._added = sorted(schedule.added, reverse=True)
        self._leaving = sorted(schedule.leaving, key=lambda leaver: leaver.turn, reverse=True)
        self._rows: list[Row] = []
        self._turn = self._answers = 0
        self.ever: Counter[ListedOrder] = Counter()
        for hour, kind in schedule.rows:
            self._add(hour, kind)
        self.stayed = Counter(self.ever)
        self.came: set[int] = set()
        self.left_late: set[int] = set()
        self._page_1: dict[int, list[ListedOrder]] = {}

    async def read(self, concurrency: int) -> tuple[Counter[ListedOrder], bool]:
        """Read the schedule through; return what came, and whether it ended without an error."""
        got: Counter[ListedOrder] = Counter()
        pages = order_pages(self.fetch, self._schedule.plan(concurrency))
        try:
            async for row in orders_of(pages):
                got[row] += 1
                await self.turns(got.total())
        except NoReply:
            assert self._schedule.failing
            return got, False
        except WindowChanged:
            return got, False
        return got, True

    async def fetch(self, request) -> OrderListResult:
        self._answers += 1
        number = self._answers
        await self.turns(2 * number)
        if number in self._schedule.failing:
            raise NoReply("no reply")
        page = self._page(request)
        await self.turns(2 * number + 1)
        return page

    async def turns(self, number: int) -> None:
        """Let the others run for a while, and rows come and leave."""
        ticks = self._schedule.ticks
        for _ in range(ticks[number % len(ticks)]):
            await asyncio.sleep(0)
            self._turn += 1
            while self._added and self._added[-1][0] <= self._turn:
                self._come(*self._added.pop()[1:])
            while self._leaving and self._leaving[-1].turn <= self._turn:
                self._leave(self._leaving.pop())

    def windows_of(self, hour: int) -> list[int]:
        """Return the windows that list an hour's rows."""
        length = self._schedule.hours_a_window
        last = length + self._dialect.inclusive
        return [first for first in range(0, HOURS, length) if first <= hour < first + last]

    def _come(self, hour: int, kind: int) -> None:
        self._add(hour, kind)
        self.came.update(self.windows_of(hour))

    def _add(self, hour: int, kind: int) -> None:
        number = self.ever.total()
        with_id = self._dialect.ids == "all" or (self._dialect.ids == "some" and number % 2)
        row = ListedOrder(
            order_id=f"{hour}-{kind}",
            fee=1,
            id=str(number) if with_id else None,
            order_date=BEGIN + hour * HOUR,
        )
        self._rows.append((hour, number, row))
        self.ever[row] += 1

    def _leave(self, leaving: Exit) -> None:
        if not self._rows:
            return
        gone = self._rows[leaving.index % len(self._rows)]
        late = {first for first in self.windows_of(gone[0]) if self._is_late(first, gone[2])}
        if late and self._schedule.only_from_page_1:
            return
        self.left_late |= late
        self._rows.remove(gone)
        self.stayed &= Counter(row for *_, row in self._rows)
        if leaving.instead:
            self._come(*leaving.instead)

    def _is_late(self, first: int, row: ListedOrder) -> bool:
        """Return whether page 1 as it was read can't tell of a row, or of one that is equal."""
        page_1 = self._page_1.get(first)
        if page_1 is not None and row not in page_1:
            return True
        length = self._schedule.hours_a_window
        listed = self._listed(first, min(first + length, HOURS))
        return row in [other for *_, other in listed[self._schedule.page_size :]]

    def _listed(self, first: int, last: int) -> list[Row]:
        return sorted(
            (row for row in self._rows if first <= row[0] < last + self._dialect.inclusive),
            key=lambda row: row[:2],
            reverse=self._dialect.descending,
        )

    def _page(self, request) -> OrderListResult:
        first = (request.begin_time - BEGIN) // HOUR
        found = self._listed(first, (request.end_time - BEGIN) // HOUR)
        size = request.page_size
        start = (request.page_no - 1) * size
        data = [row for *_, row in found[start : start + size]]
        if request.page_no == 1:
            self._page_1[first] = data
        return OrderListResult(
            page_no=request.page_no,
            page_size=size,
            total_page=-(-len(found) // size),
            total_size=len(found),
            data=data,
        )
