"""Whole windows against a scripted gateway: every order once, or an error that says why not."""

from __future__ import annotations

from itertools import pairwise

import attrs
import pytest

from zhixiao_async import Mask, NoReply, OrderList, WindowChanged


async def test_pages_come_in_order(gateway, rows, read):
    """Pages come in order over every window, whatever is fetched ahead."""
    gateway.windows = {0: rows(1, 7), 1: rows(8, 9), 2: rows(10, 14)}
    reading = await read(3)
    assert reading.ids == list(range(1, 15))
    assert [page.page_no for page in reading.pages] == [1, 2, 3, 4, 1, 1, 2, 3]
    assert reading.error is None


async def test_page_says_where_it_stands(gateway, rows, read, plan):
    """A page names its window and totals, so that a read can be taken up again."""
    gateway.windows = {0: rows(1, 2), 1: rows(3, 5)}
    reading = await read(2)
    windows = list(plan(2).windows())
    assert [(page.begin_time, page.end_time) for page in reading.pages] == [
        windows[0],
        windows[1],
        windows[1],
    ]
    assert [(page.total_page, page.total_size) for page in reading.pages] == [
        (1, 2),
        (2, 3),
        (2, 3),
    ]


async def test_request_says_what_was_asked(gateway, rows, plan, read, monkeypatch):
    """Mask, page size and window go into every request."""
    requests = []
    fetch = gateway.fetch
    monkeypatch.setattr(
        gateway, "fetch", lambda request: requests.append(request) or fetch(request)
    )
    gateway.windows = {0: rows(1, 3)}
    await read(mask=Mask.REFUND)
    ((begin, end),) = plan().windows()
    asked = {"begin_time": begin, "end_time": end, "page_size": 2, "mask": Mask.REFUND}
    assert requests == [OrderList(page_no=number, **asked) for number in (1, 2)]


@pytest.mark.parametrize("total_page", [0, 1])
async def test_empty_window(gateway, read, rows, instead, total_page):
    """An empty window has no page or one; it is asked for once, and the next follows."""
    gateway.windows = {1: rows(1, 1)}
    gateway.answers[0, 1] = [instead(total_page=total_page)]
    reading = await read(2)
    assert reading.ids == [1]
    assert gateway.asked == [(0, 1), (1, 1)]


@pytest.mark.parametrize("failing", [1, 2, 3, 4])
async def test_failing_page(gateway, rows, read, failing):
    """The orders before a page that failed have been yielded, and none after it are."""
    gateway.windows = {0: rows(1, 8)}
    gateway.answers[0, failing] = [lambda _: NoReply("no reply")]
    reading = await read()
    assert reading.ids == list(range(1, 2 * failing - 1))
    assert isinstance(reading.error, NoReply)


async def test_failing_page_of_a_later_window(gateway, rows, read):
    """A page fetched ahead fails when the reader comes to it."""
    gateway.windows = {0: rows(1, 2), 1: rows(3, 4), 2: rows(5, 6)}
    gateway.answers[2, 1] = [lambda _: NoReply("no reply")]
    reading = await read(3)
    assert reading.ids == [1, 2, 3, 4]
    assert isinstance(reading.error, NoReply)


ODD = {
    "page_no": ({"page_no": 3}, "asked for page 2, got page 3"),
    "page_size": ({"page_size": 0}, "asked for 2 rows a page, got page_size 0"),
    "page_size below 0": ({"page_size": -1}, "asked for 2 rows a page, got page_size -1"),
    "both": ({"page_no": 3, "page_size": 1}, "asked for page 2, got page 3"),
    "total_page": ({"total_page": 4}, "total_page is 4, and total_size 5"),
}
odd = pytest.mark.parametrize(("fields", "said"), ODD.values(), ids=ODD)


@odd
async def test_odd_page_once(gateway, rows, read, instead, fields, said):
    """The window is read again from its first page, and only what is new is yielded."""
    gateway.windows = {0: rows(1, 5)}
    gateway.answers[0, 2] = [instead(**fields)]
    reading = await read(concurrency=1)
    assert reading.error is None
    assert reading.ids == [1, 2, 3, 4, 5]
    assert gateway.asked_for(0) == [1, 2, 1, 2, 3]


@odd
async def test_odd_page_twice(gateway, rows, read, instead, fields, said):
    """The error names the difference, and the orders before have been yielded once."""
    gateway.windows = {0: rows(1, 5), 1: rows(6, 7)}
    gateway.answers[0, 2] = [instead(**fields)] * 2
    reading = await read(2)
    assert isinstance(reading.error, WindowChanged)
    assert said in str(reading.error)
    assert reading.ids == [1, 2]


async def test_error_names_the_window(gateway, rows, read, instead):
    """The error names the window, so that it can be read again later."""
    gateway.windows = {0: rows(1, 5)}
    gateway.answers[0, 2] = [instead(page_no=1)] * 2
    error = (await read()).error
    assert "from 2026-03-02 00:00:00 to 2026-03-03 00:00:00" in str(error)
    assert error.path == OrderList.endpoint.path


@pytest.mark.parametrize(("page_no", "total_page"), [(1, 2), (1, 3), (2, 3)])
async def test_too_many_rows(gateway, rows, read, instead, page_no, total_page):
    """A page with more rows than its size isn't believed, however many pages it counts."""
    gateway.windows = {0: rows(1, 5)}
    gateway.answers[0, page_no] = [instead(data=rows(3, 5), total_page=total_page)] * 2
    error = (await read()).error
    assert isinstance(error, WindowChanged)
    assert f"page {page_no} holds 3 rows, more than its page_size 2" in str(error)


@pytest.mark.parametrize("page_no", [1, 2])
async def test_short_page(gateway, rows, read, instead, page_no):
    """A page that lost a row doesn't add up with the total: never silently short."""
    gateway.windows = {0: rows(1, 4)}
    gateway.answers[0, page_no] = [instead(data=rows(2 * page_no, 2 * page_no))] * 2
    reading = await read()
    assert isinstance(reading.error, WindowChanged)
    assert "total_size is 4, and 3 different rows came" in str(reading.error)


async def test_short_page_once(gateway, rows, read, instead):
    """The second reading brings what the first had not."""
    gateway.windows = {0: rows(1, 4)}
    gateway.answers[0, 1] = [instead(data=rows(2, 2))]
    reading = await read()
    assert reading.error is None
    assert sorted(reading.ids) == [1, 2, 3, 4]


@pytest.mark.parametrize("ids", [True, False], ids=["ids", "no ids"])
async def test_second_reading_without_anything_new(gateway, row, read, ids):
    """A second reading yields its pages without orders, and nothing comes twice."""
    gateway.windows = {0: [row(n, id=str(n) if ids else None) for n in (1, 2, 3)]}
    gateway.answers[0, 2] = [lambda page: attrs.evolve(page, page_no=9)]
    reading = await read()
    assert [order.fee for order in reading.orders] == [1, 2, 3]
    assert [len(page.orders) for page in reading.pages] == [2, 0, 1]


async def test_seam_is_read_once(gateway, rows, read):
    """A row that both windows list is yielded by the first."""
    gateway.windows = {0: rows(1, 3), 1: rows(3, 5), 2: rows(5, 6)}
    reading = await read(3)
    assert reading.ids == [1, 2, 3, 4, 5, 6]
    assert all(page.begin_time <= next_.begin_time for page, next_ in pairwise(reading.pages))


async def test_window_that_is_all_seam(gateway, rows, read):
    """A page none of whose orders is new is yielded all the same, without orders."""
    gateway.windows = {0: rows(1, 2), 1: rows(1, 2)}
    reading = await read(2)
    assert [len(page.orders) for page in reading.pages] == [2, 0]
