"""Windows that grow while they are read, and gateways that list a row twice."""

from __future__ import annotations

import attrs
import pytest

from zhixiao_async import WindowChanged
from zhixiao_async.listing import window_reader


async def test_window_that_grows_at_its_end(gateway, rows, read, instead):
    """Rows that come at the end are read too."""
    gateway.windows = {0: rows(1, 7)}
    gateway.answers[0, 1] = [instead(total_size=4, total_page=2)]
    reading = await read()
    assert reading.error is None
    assert reading.ids == list(range(1, 8))


async def test_window_that_grows_at_its_front(gateway, rows, read):
    """A row that was pushed to the next page comes once, and so does the new one."""

    def grow(page):
        gateway.windows[0] = rows(0, 4)
        return attrs.evolve(page, total_size=5, total_page=3, data=rows(2, 3))

    gateway.windows = {0: rows(1, 4)}
    gateway.answers[0, 2] = [grow]
    reading = await read(concurrency=1)
    assert reading.error is None
    assert reading.ids == [1, 2, 3, 4, 0]


async def test_closed_window_that_grows_at_its_front(gateway, rows, read):
    """A closed window that grew is read again."""

    def grow(page):
        gateway.windows[0] = rows(1, 7)[::-1]
        return page

    gateway.windows = {0: rows(1, 6)[::-1]}
    gateway.answers[0, 1] = [grow]
    reading = await read(concurrency=1)
    assert reading.error is None
    assert reading.ids == [6, 5, 4, 3, 2, 1, 7]
    assert gateway.asked_for(0) == [1, 2, 3, 4] * 2


async def test_growing_window_without_ids(gateway, row, read, instead):
    """A window that grew is read again at once where rows have no ids."""
    gateway.windows = {0: [row(n, id=None) for n in (1, 2, 3, 4)]}
    gateway.answers[0, 1] = [instead(total_size=3)]
    reading = await read(concurrency=1)
    assert [order.fee for order in reading.orders] == [1, 2, 3, 4]
    assert gateway.asked_for(0) == [1, 2, 1, 2]


@pytest.mark.parametrize(("length", "readings"), [(5, 1), (6, 2)])
async def test_window_that_grows_a_lot(gateway, rows, read, instead, monkeypatch, length, readings):
    """A reading follows a window for so many more pages; the next counts afresh."""
    monkeypatch.setattr(window_reader, "_MOST_EXTRA_PAGES", 3)
    gateway.windows = {0: rows(1, 2 * length)}
    gateway.answers[0, 1] = [instead(total_size=4, total_page=2)]
    reading = await read(concurrency=1)
    assert reading.error is None
    assert reading.ids == list(range(1, 2 * length + 1))
    assert gateway.asked_for(0) == [*range(1, length + 1)] * readings


async def test_window_that_grows_for_ever(gateway, row, read, monkeypatch):
    """Reading a window that grows for ever ends with an error that says so."""
    monkeypatch.setattr(window_reader, "_MOST_EXTRA_PAGES", 50)

    def one_more(page):
        gateway.windows[0] = [row(n) for n in range(page.page_no * 2 + 2)]
        return gateway_page(gateway, page)

    gateway.windows = {0: [row(0), row(1)]}
    for page_no in range(1, 100):
        gateway.answers[0, page_no] = [one_more] * 2
    reading = await read(concurrency=1)
    assert "the window grew by more than 50 pages" in str(reading.error)
    assert len(gateway.asked) < 110


def gateway_page(gateway, page):
    """Return the same page with the totals of now."""
    total = len(gateway.windows[0])
    return attrs.evolve(page, total_size=total, total_page=-(-total // 2))


async def test_id_that_is_always_listed_twice(gateway, rows, read):
    """A row counted twice is an error, as paging may have skipped another."""
    gateway.windows = {0: [*rows(1, 3), *rows(2, 2), *rows(4, 5)]}
    reading = await read(concurrency=1)
    assert "5 different rows came, 1 of them twice" in str(reading.error)
    assert reading.ids == [1, 2, 3, 4, 5]
    assert gateway.asked_for(0) == [1, 2, 3, 1, 2, 3]


async def test_id_that_is_listed_twice_and_totals_that_waver(gateway, rows, read, instead):
    """A gateway that doesn't agree with itself isn't taken at its word."""
    gateway.windows = {0: [*rows(1, 3), *rows(2, 2), *rows(4, 5)]}
    gateway.answers[0, 2] = [lambda page: page, instead(total_size=5)]
    reading = await read(concurrency=1)
    assert isinstance(reading.error, WindowChanged)


async def test_id_that_is_listed_twice_and_then_once(gateway, rows, read):
    """A second reading that adds up is no error."""
    gateway.windows = {0: [*rows(1, 3), *rows(2, 2), *rows(4, 5)]}
    gateway.answers[0, 2] = [lambda page: page, lambda page: attrs.evolve(page, data=rows(3, 3))]
    reading = await read(concurrency=1)
    assert isinstance(reading.error, WindowChanged)
    assert "total_size is 6, and 5 different rows came" in str(reading.error)
