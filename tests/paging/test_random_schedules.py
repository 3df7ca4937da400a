"""Rows come and pages fail while a listing is read, in every order that chance can think of.

Whatever happens, a read gives each order that existed when it began exactly once and no order
twice, or it ends in an error: it is never silently short. The gateway is a model in memory, at
whose every turn of the loop rows may be added anywhere.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixiao_async import BEIJING, ListedOrder, NoReply, OrderListResult, WindowChanged
from zhixiao_async._paging import order_pages, orders_of
from zhixiao_async._windows import Plan

BEGIN = datetime(2026, 3, 2, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
HOURS = 9
"""Rows lie on whole hours, so that many of them lie on a seam."""

hours = st.integers(0, HOURS - 1)
kinds = st.integers(0, 1)  # two rows of an hour and a kind are equal, but for their ids


@attrs.frozen
class Schedule:
    """What the gateway holds, what comes to it and when, and how its answers interleave."""

    rows: list[tuple[int, int]]
    added: list[tuple[int, int, int]]
    ticks: list[int]
    failing: set[int]
    hours_a_window: int
    page_size: int


schedules = st.builds(
    Schedule,
    rows=st.lists(st.tuples(hours, kinds), max_size=14),
    added=st.lists(st.tuples(st.integers(1, 40), hours, kinds), max_size=5),
    ticks=st.lists(st.integers(0, 4), min_size=1, max_size=8),
    failing=st.just(set()) | st.sets(st.integers(1, 12), max_size=2),
    hours_a_window=st.sampled_from([1, 2, 4, HOURS]),
    page_size=st.integers(1, 4),
)


@attrs.frozen
class Reading:
    """One of the readings that the document allows."""

    descending: bool
    inclusive: bool
    ids: str


class Model:
    """The gateway: a schedule, by one reading of the document."""

    def __init__(self, schedule: Schedule, reading: Reading) -> None:
        self._schedule, self._reading = schedule, reading
        self._added = sorted(schedule.added, reverse=True)
        self._rows: list[tuple[int, int, ListedOrder]] = []
        self._turn = self._answers = 0
        for hour, kind in schedule.rows:
            self._add(hour, kind)

    def rows(self) -> Counter[ListedOrder]:
        """Every order there is now."""
        return Counter(row for *_, row in self._rows)

    async def fetch(self, request, turn) -> OrderListResult:
        self._answers += 1
        number = self._answers
        await self.turns(2 * number)
        if number in self._schedule.failing:
            raise NoReply("no reply")
        page = self._page(request)
        await self.turns(2 * number + 1)
        await turn()
        return page

    async def turns(self, number: int) -> None:
        """Let the others run for a while, and rows come."""
        ticks = self._schedule.ticks
        for _ in range(ticks[number % len(ticks)]):
            await asyncio.sleep(0)
            self._turn += 1
            while self._added and self._added[-1][0] <= self._turn:
                self._add(*self._added.pop()[1:])

    def _add(self, hour: int, kind: int) -> None:
        number = len(self._rows)
        with_id = self._reading.ids == "all" or (self._reading.ids == "some" and number % 2)
        row = ListedOrder(
            order_id=f"{hour}-{kind}",
            fee=1,
            id=str(number) if with_id else None,
            order_date=BEGIN + hour * HOUR,
        )
        self._rows.append((hour, number, row))

    def _page(self, request) -> OrderListResult:
        first = (request.begin_time - BEGIN) // HOUR
        last = (request.end_time - BEGIN) // HOUR
        found = sorted(
            (one for one in self._rows if first <= one[0] < last + self._reading.inclusive),
            key=lambda one: one[:2],
            reverse=self._reading.descending,
        )
        size = request.page_size
        start = (request.page_no - 1) * size
        return OrderListResult(
            page_no=request.page_no,
            page_size=size,
            total_page=-(-len(found) // size),
            total_size=len(found),
            data=[row for *_, row in found[start : start + size]],
        )


def plan_of(schedule: Schedule, concurrency: int) -> Plan:
    return Plan(
        begin_time=BEGIN,
        end_time=BEGIN + HOURS * HOUR,
        page_size=schedule.page_size,
        concurrency=concurrency,
        split=schedule.hours_a_window * HOUR,
    )


async def follow(schedule: Schedule, reading: Reading, concurrency: int) -> None:
    """Read a schedule through, and hold what came against what there was."""
    model = Model(schedule, reading)
    before, got, complete = model.rows(), Counter(), True
    try:
        async for row in orders_of(order_pages(model.fetch, plan_of(schedule, concurrency))):
            got[row] += 1
            await model.turns(got.total())
    except NoReply:
        assert schedule.failing
        complete = False
    except WindowChanged:
        complete = False
    assert got <= model.rows(), "an order came twice, or there is no such order"
    assert not complete or before <= got, "an order is missing, and nothing says so"
    assert asyncio.all_tasks() == {asyncio.current_task()}, "a task is left"


orders = pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
ends = pytest.mark.parametrize("inclusive", [False, True], ids=["half-open", "inclusive"])
keys = pytest.mark.parametrize("ids", ["all", "none", "some"])
levels = pytest.mark.parametrize("concurrency", [1, 2, 3, 4, 5])


@orders
@ends
@keys
@levels
@settings(max_examples=60)
@given(schedule=schedules)
def test_every_order_once_or_an_error(schedule, descending, inclusive, ids, concurrency):
    """60 ways to be read × 60 schedules."""
    reading = Reading(descending=descending, inclusive=inclusive, ids=ids)
    asyncio.run(follow(schedule, reading, concurrency))


@orders
@ends
@levels
@given(schedule=schedules)
def test_still_listing_is_read_to_its_end(schedule, descending, inclusive, concurrency):
    """Where nothing comes and nothing fails, there is no error either."""
    reading = Reading(descending=descending, inclusive=inclusive, ids="all")
    still = attrs.evolve(schedule, added=[], failing=set())

    async def read() -> Counter[ListedOrder]:
        model = Model(still, reading)
        pages = order_pages(model.fetch, plan_of(still, concurrency))
        got = Counter([row async for row in orders_of(pages)])
        assert got == model.rows()

    asyncio.run(read())
