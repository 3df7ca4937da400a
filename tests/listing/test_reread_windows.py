"""Page 1 of an open window is read again: a row that left would move others up."""

from __future__ import annotations

from contextlib import aclosing
from datetime import timedelta

import attrs
import pytest

from zhixiao_async import NoReply, WindowChanged

ALWAYS = timedelta(days=365_000)


@pytest.fixture
def becomes(gateway):
    """Return a function that changes a window's rows when a page has been answered."""

    def change(rows, day=0):
        def answer(page):
            gateway.windows[day] = rows
            return page

        return answer

    return change


async def test_open_window_of_several_pages(gateway, rows, read):
    """An open window takes one request more, after the last page."""
    gateway.windows = {0: rows(1, 5), 1: rows(6, 9)}
    reading = await read(2, open_for=ALWAYS, concurrency=1)
    assert reading.error is None
    assert reading.ids == list(range(1, 10))
    assert [page.page_no for page in reading.pages] == [1, 2, 3, 1, 2]
    assert gateway.asked == [(0, 1), (0, 2), (0, 3), (0, 1), (1, 1), (1, 2), (1, 1)]


async def test_closed_window(gateway, rows, read):
    """A closed window takes no further request."""
    gateway.windows = {0: rows(1, 5)}
    await read(open_for=timedelta(0))
    assert gateway.asked_for(0) == [1, 2, 3]


@pytest.mark.parametrize("number", [0, 1, 2])
async def test_open_window_of_one_page(gateway, rows, read, number):
    """A single page is of a single moment, and isn't read again."""
    gateway.windows = {0: rows(1, number)}
    await read(open_for=ALWAYS)
    assert gateway.asked_for(0) == [1]


@pytest.mark.parametrize("concurrency", [1, 2, 3, 5])
async def test_bounded(gateway, rows, read, concurrency):
    """The page read again counts as one under way, and waits for all of its window's."""
    gateway.ticks = 5
    gateway.windows = {day: rows(day * 3, day * 3 + 2) for day in range(6)}
    reading = await read(6, open_for=ALWAYS, concurrency=concurrency)
    assert reading.ids == list(range(18))
    assert gateway.most <= concurrency
    assert all(gateway.asked_for(day) == [1, 2, 1] for day in range(6))


@pytest.mark.parametrize("ids", [True, False], ids=["ids", "no ids"])
async def test_row_leaves_and_another_comes(gateway, row, read, becomes, ids):
    """A row that fell between two pages isn't left out, though the total is as before."""
    many = [row(n, id=str(n) if ids else None) for n in range(1, 8)]
    gateway.windows = {0: many[:6]}
    gateway.answers[0, 1] = [becomes(many[1:])]
    reading = await read(open_for=ALWAYS, concurrency=1)
    assert [order.fee for order in reading.orders] == [1, 2, 4, 5, 6, 7, 3]
    assert isinstance(reading.error, WindowChanged)
    assert "add up: 1 of the rows that the first reading had didn't come again" in str(
        reading.error
    )


@pytest.mark.parametrize("pages", [2, 3])
@pytest.mark.parametrize("ids", [True, False], ids=["ids", "no ids"])
async def test_other_rows_on_page_1(gateway, row, read, instead, ids, pages):
    """A second reading is what there is if page 1 had other rows for a moment."""
    many = [row(n, id=str(n) if ids else None) for n in range(2 * pages)]
    gateway.windows = {0: many}
    gateway.answers[0, 1] = [lambda page: page, instead(data=many[1:3])]
    reading = await read(open_for=ALWAYS, concurrency=1)
    assert reading.error is None
    assert reading.orders == many
    assert gateway.asked_for(0) == [*range(1, pages + 1), 1] * 2


ODD = {
    "fewer rows in all": ({"total_size": 4, "total_page": 2}, "total_size fell to 4"),
    "another page": ({"page_no": 2}, "asked for page 1, got page 2"),
    "a total that doesn't fit": ({"total_page": 9}, "total_page is 9, and total_size 5"),
}


@pytest.mark.parametrize(("fields", "said"), ODD.values(), ids=ODD)
async def test_odd_page_1(gateway, rows, read, instead, fields, said):
    """An odd page 1 makes the window be read again, and so does a total that fell."""
    gateway.windows = {0: rows(1, 5)}
    gateway.answers[0, 1] = [lambda page: page, instead(**fields)] * 2
    reading = await read(open_for=ALWAYS, concurrency=1)
    assert reading.ids == [1, 2, 3, 4, 5]
    assert isinstance(reading.error, WindowChanged)
    assert said in str(reading.error)


async def test_window_that_grows_at_its_end(gateway, rows, read, becomes):
    """Rows that come behind the last page move nothing."""
    gateway.windows = {0: rows(1, 5)}
    gateway.answers[0, 2] = [becomes(rows(1, 6))]
    gateway.answers[0, 3] = [becomes(rows(1, 9))]
    reading = await read(open_for=ALWAYS, concurrency=1)
    assert reading.error is None
    assert reading.ids == [1, 2, 3, 4, 5, 6]
    assert gateway.asked_for(0) == [1, 2, 3, 1]


async def test_one_order_came_in(gateway, rows, read, becomes):
    """Page 2 is read again, too, to see that no row of page 1 has left."""
    gateway.windows = {0: rows(1, 8)[::-1]}
    gateway.answers[0, 2] = [becomes(rows(1, 9)[::-1])]
    reading = await read(open_for=ALWAYS, concurrency=1)
    assert reading.error is None
    assert reading.ids == [8, 7, 6, 5, 4, 3, 2, 1, 9]
    assert gateway.asked_for(0) == [1, 2, 3, 4, 5, 1, 2]


@pytest.mark.parametrize("concurrency", [1, 2])
async def test_rows_come_behind_page_1_at_every_reread(gateway, rows, read, row, concurrency):
    """Pages are read one after the other after three rereads, unless they were."""

    def come(page):
        listed = gateway.windows[0]
        listed.insert(2, row(len(listed) + 1))
        gateway.most = 0
        return attrs.evolve(page, total_size=len(listed), total_page=-(-len(listed) // 2))

    gateway.windows = {0: rows(1, 6)}
    gateway.answers[0, 1] = [lambda page: page, come, come, come]
    gateway.answers[0, 2] = [come]
    reading = await read(open_for=ALWAYS, concurrency=concurrency)
    assert reading.error is None
    assert gateway.asked_for(0)[:7] == [1, 2, 3, 4, 1, 1, 1]
    if concurrency == 1:
        assert reading.ids == [1, 2, 3, 4, 5, 6]
        assert len(gateway.asked) == 7
    else:
        assert sorted(reading.ids) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        assert gateway.asked_for(0)[7:] == [1, 2, 3, 4, 5, 1]
        assert gateway.most == 1


async def test_reread_that_fails(gateway, rows, read):
    """A reread that fails ends the reading, after all the orders that had come."""
    gateway.windows = {0: rows(1, 5), 1: rows(6, 6)}
    gateway.answers[0, 1] = [lambda page: page, lambda _: NoReply("no reply")]
    reading = await read(2, open_for=ALWAYS)
    assert reading.ids == [1, 2, 3, 4, 5]
    assert isinstance(reading.error, NoReply)


async def test_window_that_lost_a_row(gateway, rows, read, instead):
    """A window that lost a row is read again at once, and reread when that adds up."""
    gateway.windows = {0: rows(1, 5)}
    gateway.answers[0, 2] = [instead(data=rows(3, 3))]
    reading = await read(open_for=ALWAYS, concurrency=1)
    assert reading.error is None
    assert sorted(reading.ids) == [1, 2, 3, 4, 5]
    assert gateway.asked_for(0) == [1, 2, 3, 1, 2, 3, 1]


async def test_stop_while_it_is_reread(gateway, rows, pages_of):
    """A reader that stops during a reread leaves nothing behind."""
    gateway.windows = {0: rows(1, 4)}
    async with aclosing(pages_of(open_for=ALWAYS)) as pages:
        await anext(pages)
        await anext(pages)
        gateway.held.clear()
        await gateway.busy(1)
    assert gateway.asked_for(0) == [1, 2, 1]
    assert gateway.cancelled == 1


async def test_row_that_left_between_two_readings(gateway, rows, read, becomes):
    """A row of the first reading must come in the second, also when closed."""

    def other_page(page):
        gateway.windows[0] = rows(2, 7)
        return attrs.evolve(page, page_no=9)

    gateway.windows = {0: rows(1, 6)}
    gateway.answers[0, 2] = [other_page]
    gateway.answers[0, 1] = [lambda page: page, becomes([*rows(3, 7)])]
    reading = await read(concurrency=1)
    assert reading.ids == [1, 2, 3, 5, 6, 7]  # 4 fell between two pages
    assert isinstance(reading.error, WindowChanged)
    assert "add up: 1 of the rows that the first reading had didn't come again" in str(
        reading.error
    )
