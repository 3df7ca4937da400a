"""Rows come and pages fail while a listing is read, in every order that chance can think of.

Whatever happens, a read yields each order that existed when it began exactly once and no order
twice, or it ends in an error: it is never silently short.
"""

from __future__ import annotations

import asyncio
from collections import Counter

import attrs
import pytest
from hypothesis import given, settings

from tests.support.series import TIMES
from zhixiao_async.listing.pages import order_pages, orders_of

from .changing_gateway import Dialect, Model, Schedule, schedules


async def follow(schedule: Schedule, dialect: Dialect, concurrency: int) -> None:
    """Read a schedule through, and compare the rows with those that there were."""
    model = Model(schedule, dialect)
    got, complete = await model.read(concurrency)
    assert got <= model.ever, "an order came twice, or there is no such order"
    assert not complete or model.stayed <= got, "an order is missing, and nothing says so"
    assert asyncio.all_tasks() == {asyncio.current_task()}, "a task is left"


orders = pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
ends = pytest.mark.parametrize("inclusive", [False, True], ids=["half-open", "inclusive"])
keys = pytest.mark.parametrize("ids", ["all", "none", "some"])
levels = pytest.mark.parametrize("concurrency", [1, 2, 3, 4, 5])


@orders
@ends
@keys
@levels
@settings(max_examples=8 * TIMES)
@given(schedule=schedules)
def test_every_order_once_or_an_error(schedule, descending, inclusive, ids, concurrency):
    """60 ways to be read × 8 schedules, on closed and on open windows."""
    dialect = Dialect(descending=descending, inclusive=inclusive, ids=ids)
    asyncio.run(follow(schedule, dialect, concurrency))


@orders
@ends
@levels
@settings(max_examples=12 * TIMES)
@given(schedule=schedules)
def test_still_listing_is_read_to_its_end(schedule, descending, inclusive, concurrency):
    """A listing where nothing comes and nothing fails is read without an error."""
    dialect = Dialect(descending=descending, inclusive=inclusive, ids="all")
    still = attrs.evolve(schedule, added=[], failing=set())

    async def read() -> Counter:
        model = Model(still, dialect)
        pages = order_pages(model.fetch, still.plan(concurrency))
        got = Counter([row async for row in orders_of(pages)])
        assert got == model.ever

    asyncio.run(read())
