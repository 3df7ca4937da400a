"""Gateways with a page size of their own: every order once, in pages of that size from then on."""

from __future__ import annotations

import logging
from datetime import timedelta

import attrs
import pytest

from zhixiao_async import WindowChanged

ids = pytest.mark.parametrize("with_ids", [True, False], ids=["ids", "no ids"])


@pytest.mark.parametrize("admits", [True, False], ids=["named", "not named"])
@pytest.mark.parametrize("concurrency", [1, 4])
@ids
async def test_cap(gateway, row, read, admits, concurrency, with_ids, caplog):
    """The window is read again with the gateway's size, which is kept, and said once."""
    caplog.set_level(logging.INFO, "zhixiao")
    gateway.cap, gateway.admits = 3, admits
    many = [row(number, id=str(number) if with_ids else None) for number in range(1, 16)]
    gateway.windows = {0: many[:7], 1: many[7:8], 2: many[8:]}
    reading = await read(3, page_size=5, concurrency=concurrency)
    assert reading.error is None
    assert [order.fee for order in reading.orders] == list(range(1, 16))
    assert gateway.sizes == [5] + [3] * 7
    (record,) = [entry for entry in caplog.records if entry.name == "zhixiao"]
    assert record.levelno == logging.INFO
    assert "pages have 3 rows where 5 were asked for" in record.getMessage()


@pytest.mark.parametrize("number", [0, 1, 3])
async def test_cap_that_isnt_met(gateway, rows, read, number):
    """A window that fits on the gateway's page is read at once if the page names no other size."""
    gateway.cap, gateway.admits = 3, False
    gateway.windows = {0: rows(1, number)}
    reading = await read(page_size=5, split=timedelta(days=1))
    assert len(reading.orders) == number
    assert gateway.sizes == [5]


async def test_cap_of_one_row(gateway, rows, read):
    """A size of one row is a size like any other."""
    gateway.cap, gateway.admits = 1, False
    gateway.windows = {0: rows(1, 3)}
    reading = await read(page_size=5, concurrency=1)
    assert reading.ids == [1, 2, 3]
    assert gateway.sizes == [5, 1, 1, 1]


async def test_page_1_that_lost_a_row_is_no_cap(gateway, rows, read, instead):
    """A page 1 that lost a row names as many pages as the size asked for makes."""
    gateway.windows = {0: rows(1, 4)}
    gateway.answers[0, 1] = [instead(data=rows(1, 2))]
    reading = await read(page_size=3, concurrency=1)
    assert sorted(reading.ids) == [1, 2, 3, 4]
    assert gateway.sizes == [3, 3, 3, 3]


async def test_later_page_that_lost_a_row_is_no_cap(gateway, rows, read, instead):
    """Only page 1 tells a size that isn't named."""
    gateway.windows = {0: rows(1, 5)}
    gateway.answers[0, 2] = [instead(data=rows(3, 3), total_page=5)]
    reading = await read(concurrency=1)
    assert reading.ids == [1, 2, 3, 4, 5]
    assert gateway.sizes == [2, 2, 2, 2, 2]


async def test_larger_pages(gateway, rows, read, instead):
    """A size above the one asked for is the gateway's as well."""
    gateway.windows = {0: rows(1, 9)}
    gateway.answers[0, 1] = [instead(page_size=5, data=rows(1, 5))]
    reading = await read()
    assert reading.ids == list(range(1, 10))
    assert gateway.sizes == [2, 5, 5]


@ids
async def test_size_that_changes_on_the_way(gateway, row, read, instead, with_ids):
    """A row that was yielded isn't yielded again when the size changes."""
    many = [row(number, id=str(number) if with_ids else None) for number in range(1, 6)]
    gateway.windows = {0: many}
    gateway.answers[0, 2] = [instead(page_size=1)]
    reading = await read(concurrency=1)
    assert reading.error is None
    assert [order.fee for order in reading.orders] == [1, 2, 3, 4, 5]
    assert gateway.sizes == [2, 2, 1, 1, 1, 1, 1]


async def test_size_that_always_changes(gateway, rows, read):
    """Reading ends with an error that says so if the size keeps changing."""
    gateway.windows = {0: rows(1, 9)}
    gateway.answers[0, 1] = [
        lambda page: attrs.evolve(page, page_size=page.page_size + 1) for _ in range(9)
    ]
    reading = await read(concurrency=1)
    assert isinstance(reading.error, WindowChanged)
    assert "gives 6 rows where page_size=5 was asked for" in str(reading.error)
    assert gateway.sizes == [2, 3, 4, 5]
