"""A page that comes twice is an error, whatever total is claimed, and never an endless loop."""

from __future__ import annotations

import pytest

from zhixiao_async import WindowChanged


@pytest.fixture
def stuck(gateway, page):
    """Return a function that has every request answered with the same few pages in turn."""

    def answer(*pages, total=100):
        def instead(_, request):
            rows = pages[(request.page_no - 1) % len(pages)]
            return page(rows, request.page_no, size=request.page_size, total=total)

        gateway._answer = instead

    return answer


totals = pytest.mark.parametrize("total", [100, 10**9])


@totals
@pytest.mark.parametrize("concurrency", [1, 4])
async def test_same_page_for_ever(gateway, rows, read, stuck, total, concurrency):
    """A page that comes for ever is noticed at its second, in both readings."""
    stuck(rows(1, 2), total=total)
    reading = await read(concurrency=concurrency)
    assert isinstance(reading.error, WindowChanged)
    assert "page 2 has no row that a page before it hadn't" in str(reading.error)
    assert reading.ids == [1, 2]
    assert len(gateway.asked) <= 2 * (2 + concurrency)
    assert concurrency > 1 or gateway.asked_for(0) == [1, 2, 1, 2]


@totals
async def test_same_pages_in_turn_for_ever(gateway, rows, read, stuck, total):
    """The page that comes again needn't be the one just before."""
    stuck(rows(1, 2), rows(3, 4), rows(5, 6), total=total)
    reading = await read(concurrency=1)
    assert "page 4 has no row that a page before it hadn't" in str(reading.error)
    assert reading.ids == [1, 2, 3, 4, 5, 6]
    assert gateway.asked_for(0) == [1, 2, 3, 4] * 2


@totals
async def test_same_page_for_ever_without_ids(gateway, rows, read, stuck, total):
    """A page without ids is noticed at its second, as nothing else tells its rows."""
    stuck(rows(1, 2, id=None), total=total)
    reading = await read(concurrency=1)
    assert "page 2 is the page before it once more" in str(reading.error)
    assert gateway.asked_for(0) == [1, 2, 1, 2]


async def test_page_repeated_once(gateway, rows, read, instead):
    """The second reading brings the page that was asked for."""
    gateway.windows = {0: rows(1, 6)}
    gateway.answers[0, 2] = [instead(data=rows(1, 2))]
    reading = await read(concurrency=1)
    assert reading.error is None
    assert reading.ids == [1, 2, 3, 4, 5, 6]
    assert gateway.asked_for(0) == [1, 2, 1, 2, 3]


async def test_second_reading_repeats_no_page(gateway, rows, read, instead):
    """A second reading that has the first one's rows goes on to what is new."""
    gateway.windows = {0: rows(1, 6)}
    gateway.answers[0, 3] = [instead(page_no=9)]
    reading = await read(concurrency=1)
    assert reading.error is None
    assert reading.ids == [1, 2, 3, 4, 5, 6]
    assert gateway.asked_for(0) == [1, 2, 3, 1, 2, 3]


async def test_equal_purchases_on_pages_of_one_row(gateway, row, read):
    """Two equal rows without ids are two purchases, also where each fills a page."""
    gateway.windows = {0: [row(1, id=None)] * 3 + [row(2, id=None)]}
    reading = await read(page_size=1)
    assert reading.error is None
    assert [order.fee for order in reading.orders] == [1, 1, 1, 2]
    assert gateway.asked_for(0) == [1, 2, 3, 4]


async def test_one_equal_purchase_for_ever(gateway, row, read, stuck):
    """An equal purchase that comes for ever is ended by the total."""
    stuck([row(1, id=None)])
    reading = await read(page_size=1, concurrency=1)
    assert reading.error is None
    assert len(gateway.asked) == len(reading.orders) == 100


async def test_page_repeated_while_fewer_rows_came(gateway, rows, read, instead):
    """One row that came can't push two to the next page: the window is read again."""
    gateway.windows = {0: rows(1, 7)}
    gateway.answers[0, 1] = [instead(total_size=6, total_page=3)]
    gateway.answers[0, 2] = [instead(data=rows(1, 2))]
    reading = await read(concurrency=1)
    assert reading.error is None
    assert reading.ids == [1, 2, 3, 4, 5, 6, 7]
    assert gateway.asked_for(0) == [1, 2, 1, 2, 3, 4]
