"""Rows leave open windows while these are read, and others come, at random.

A read yields each order that stayed exactly once, or it ends in an error; it may fail to notice
only what ``Client.iter_orders`` says can't be noticed.
"""

from __future__ import annotations

import asyncio

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.series import TIMES

from .changing_gateway import BEGIN, HOUR, HOURS, Dialect, Exit, Model, Schedule, hours, kinds

rows = st.tuples(hours, kinds)
soon = st.integers(1, 20)
schedules = st.builds(
    Schedule,
    rows=st.lists(rows, min_size=5, max_size=14),
    added=st.just([]) | st.lists(st.tuples(soon, hours, kinds), max_size=2),
    ticks=st.lists(st.integers(0, 4), min_size=1, max_size=8),
    failing=st.just(set()),
    hours_a_window=st.sampled_from([4, HOURS]),
    page_size=st.integers(1, 3),
    is_open=st.just(True),
    leaving=st.lists(
        st.builds(Exit, turn=soon, index=st.integers(0, 13), instead=rows | st.none()),
        min_size=1,
        max_size=3,
    ),
)


async def follow(schedule: Schedule, dialect: Dialect, concurrency: int) -> None:
    """Read a schedule through; compare its rows with those that stayed and all there ever were."""
    model = Model(schedule, dialect)
    got, complete = await model.read(concurrency)
    unnoticed = model.came & model.left_late
    for row in model.ever | got:
        hour = (row.order_date - BEGIN) // HOUR
        if unnoticed.isdisjoint(model.windows_of(hour)):
            # Without ids, what was yielded before an error may have come twice.
            wrong = got[row] > model.ever[row] and (complete or row.id)
            assert not wrong, "it came twice, or there is no such order"
            assert not complete or model.stayed[row] <= got[row], "it is missing, unnoticed"
    assert asyncio.all_tasks() == {asyncio.current_task()}, "a task is left"


@pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
@pytest.mark.parametrize("inclusive", [False, True], ids=["half-open", "inclusive"])
@pytest.mark.parametrize("ids", ["all", "none", "some"])
@pytest.mark.parametrize("concurrency", [1, 2, 4])
@pytest.mark.parametrize("only_from_page_1", [True, False], ids=["from page 1", "from any page"])
@settings(max_examples=5 * TIMES)
@given(schedule=schedules)
def test_every_order_that_stayed(
    schedule, descending, inclusive, ids, concurrency, only_from_page_1
):
    """Every order that stayed comes once, or there is an error: 72 ways × 5 schedules."""
    dialect = Dialect(descending=descending, inclusive=inclusive, ids=ids)
    schedule = attrs.evolve(schedule, only_from_page_1=only_from_page_1)
    asyncio.run(follow(schedule, dialect, concurrency))


@pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
@pytest.mark.parametrize("ids", ["all", "none", "some"])
@pytest.mark.parametrize("concurrency", [1, 4])
@settings(max_examples=12 * TIMES)
@given(schedule=schedules)
def test_nothing_comes(schedule, descending, ids, concurrency):
    """A row that leaves is always noticed by the total if no other comes."""
    dialect = Dialect(descending=descending, inclusive=False, ids=ids)
    leaving = [attrs.evolve(leaver, instead=None) for leaver in schedule.leaving]
    schedule = attrs.evolve(schedule, added=[], leaving=leaving)
    asyncio.run(follow(schedule, dialect, concurrency))


def test_row_that_came_and_left_again():
    """A row that came and left can hide another: the documented limit."""
    schedule = Schedule(
        rows=[(0, 0)] * 9 + [(1, 0)] * 2,
        added=[(1, 0, 0), (1, 1, 0)],
        ticks=[0, 1],
        failing=set(),
        hours_a_window=4,
        page_size=1,
        is_open=True,
        leaving=[Exit(turn=2, index=12, instead=(0, 0))],
    )
    model = Model(schedule, Dialect(descending=True, inclusive=True, ids="all"))
    got, complete = asyncio.run(model.read(1))
    assert (complete, [row.id for row in model.stayed - got]) == (True, ["9"])
    assert model.came & model.left_late == {0}
