"""Pages are fetched ahead: a limited number at a time, and none is left behind."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import attrs
import pytest

from zhixiao_async import NoReply
from zhixiao_async.listing.pages import orders_of

levels = pytest.mark.parametrize("concurrency", [1, 2, 3, 5])


async def take(pages, count):
    """Read some pages and stop."""
    async with aclosing(pages):
        return [await anext(pages) for _ in range(count)]


@levels
async def test_bounded_in_a_long_window(gateway, rows, read, concurrency):
    """Exactly as many requests as allowed are under way at a time."""
    gateway.windows = {0: rows(1, 40)}
    await read(concurrency=concurrency)
    assert gateway.most == concurrency


@levels
async def test_bounded_over_short_windows(gateway, row, read, concurrency):
    """Windows of a single page are read ahead of each other."""
    gateway.windows = {day: [row(day)] for day in range(20)}
    reading = await read(20, concurrency=concurrency)
    assert gateway.most == concurrency
    assert reading.ids == list(range(20))


@levels
async def test_bounded_over_empty_windows(gateway, row, read, concurrency):
    """Days without orders have no page at all, and are read ahead of each other as well."""
    gateway.windows = {199: [row(1)]}
    reading = await read(200, concurrency=concurrency)
    assert gateway.most == concurrency
    assert reading.ids == [1]
    assert len(gateway.asked) == 200


@pytest.mark.parametrize("between", [0, 1], ids=["empty", "short"])
async def test_pipelined_after_every_short_window(gateway, pages_of, row, between):
    """Each window that is done with is followed by one that is asked for ahead."""
    gateway.windows = {day: [row(day)] * between for day in range(40)}
    async with aclosing(pages_of(40)) as pages:
        for number in range(1, 30):
            await anext(pages)
            await asyncio.sleep(0)
            assert len(gateway.asked) == number + (4 if number > 1 else 1)


async def test_short_windows_are_asked_for_together(gateway, row, pages_of):
    """Several short windows are asked for at once."""
    gateway.windows = {day: [row(day)] for day in range(9)}
    async with aclosing(pages_of(9)) as pages:
        await anext(pages)
        gateway.held.clear()
        waiting = asyncio.create_task(take(pages, 1))
        await gateway.busy(4)
        gateway.held.set()
        await waiting


async def test_window_after_one_of_two_pages(gateway, row, rows, pages_of):
    """A window after a long one may be long: only its first page is asked for ahead."""
    gateway.windows = {0: rows(1, 3)} | {day: [row(day + 3)] for day in range(1, 9)}
    async with aclosing(pages_of(9)) as pages:
        for _ in range(3):
            await anext(pages)
        await asyncio.sleep(0)
        assert gateway.asked == [(0, 1), (0, 2), (1, 1), (2, 1)]


@levels
async def test_bounded_by_what_can_be_under_way(gateway, rows, read, concurrency):
    """More pages than there are connections aren't asked for."""
    gateway.windows = {0: rows(1, 40)}
    await read(concurrency=128, most=concurrency)
    assert gateway.most == concurrency


@levels
async def test_bounded_when_a_long_window_is_read_again(gateway, rows, read, concurrency):
    """The limit holds while a page of the next window is under way."""
    gateway.windows = {day: rows(day * 3, day * 3 + 2) for day in range(8)}
    for day in range(8):
        gateway.answers[day, 2] = [lambda page: attrs.evolve(page, page_no=9)]
    reading = await read(8, concurrency=concurrency)
    assert reading.ids == list(range(24))
    assert gateway.most <= concurrency


@levels
async def test_bounded_when_a_short_window_is_read_again(gateway, row, read, concurrency):
    """The limit holds while every slot holds a later window's page."""
    gateway.ticks = 5
    gateway.windows = {day: [row(day)] for day in range(8)}
    gateway.answers[2, 1] = [lambda page: attrs.evolve(page, data=[])]
    reading = await read(8, concurrency=concurrency)
    assert reading.ids == list(range(8))
    assert gateway.most <= concurrency


async def test_each_page_that_is_taken_makes_room_for_one(gateway, rows, pages_of):
    """As many pages are under way as allowed, until none is left."""
    gateway.windows = {0: rows(1, 20)}
    async with aclosing(pages_of()) as pages:
        for number in range(1, 10):
            await anext(pages)
            await asyncio.sleep(0)
            assert len(gateway.asked) == min(number + 4, 10)


@levels
async def test_pages_in_hand_count(gateway, rows, pages_of, concurrency):
    """A slow reader isn't buried in pages: pages in hand count."""
    gateway.windows = {0: rows(1, 40)}
    async with aclosing(pages_of(concurrency=concurrency)) as pages:
        await anext(pages)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(gateway.asked) == 1 + concurrency


async def test_slow_first_page(gateway, rows, pages_of):
    """Pages that arrive in another order are yielded in theirs."""
    gateway.windows = {0: rows(1, 8)}
    fetch, late = gateway.fetch, asyncio.Event()

    async def fetch_out_of_order(request):
        if request.page_no == 2:
            await late.wait()
        elif request.page_no == 4:
            late.set()
        return await fetch(request)

    gateway.fetch = fetch_out_of_order
    async with asyncio.timeout(30):
        pages = await take(pages_of(), 4)
    assert [page.page_no for page in pages] == [1, 2, 3, 4]
    assert gateway.asked_for(0) == [1, 3, 4, 2]


async def test_nothing_is_asked_before_the_first_page_is_wanted(gateway, pages_of):
    """Making the iterator costs nothing."""
    await pages_of().aclose()
    assert gateway.asked == []


async def test_long_windows_arent_mixed(gateway, rows, read):
    """The next window begins when the current one has no page left to ask for."""
    gateway.windows = {0: rows(1, 20), 1: rows(21, 40)}
    await read(2)
    assert gateway.asked == sorted(gateway.asked)


async def test_short_windows_are_asked_for_once(gateway, row, read):
    """No page of a short window is asked for twice."""
    gateway.windows = {day: [row(day)] for day in range(20)}
    await read(20)
    assert gateway.asked == [(day, 1) for day in range(20)]


async def test_early_stop_cancels(gateway, rows, pages_of):
    """Requests in flight when the reader stops are cancelled."""
    gateway.windows = {0: rows(1, 40)}
    pages = pages_of()
    async with aclosing(pages):
        await anext(pages)
        gateway.held.clear()
        await asyncio.sleep(0)
    assert gateway.cancelled == gateway.most == 4
    assert gateway.under_way == 0


async def test_early_stop_among_orders(gateway, rows, pages_of):
    """A reader of orders who stops in the middle of a page closes the pages as well."""
    gateway.windows = {0: rows(1, 40)}
    async with aclosing(orders_of(pages_of())) as orders:
        assert (await anext(orders)).id == "1"
    assert gateway.under_way == 0
    assert len(gateway.asked) <= 5


async def test_cancelled_reader(gateway, rows, pages_of):
    """A reader that is cancelled while it waits for a page leaves no request behind."""
    gateway.windows = {0: rows(1, 40)}
    pages = pages_of()
    await anext(pages)
    gateway.held.clear()
    waiting = asyncio.create_task(take(pages, 20))
    await gateway.busy(4)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert gateway.under_way == 0


async def test_failure_cancels_the_rest(gateway, rows, read):
    """A page that fails cancels the others, whose failures say nothing."""
    gateway.windows = {0: rows(1, 40)}
    for page_no in (2, 3, 4):
        gateway.answers[0, page_no] = [lambda _: NoReply("no reply")]
    reading = await read()
    assert reading.ids == [1, 2]
    assert gateway.under_way == 0


async def test_read_again_asks_afresh(gateway, rows, read):
    """Pages that had been fetched ahead are asked for again, each once."""
    gateway.windows = {0: rows(1, 10)}
    gateway.answers[0, 2] = [lambda page: attrs.evolve(page, page_no=9)]
    assert (await read()).ids == list(range(1, 11))
    asked = gateway.asked_for(0)
    second = len(asked) - asked[::-1].index(1) - 1
    assert asked[second:] == [1, 2, 3, 4, 5]


async def test_failure_before_a_second_reading_is_forgotten(gateway, rows, read):
    """A page that failed behind an odd one is asked for again with the rest."""
    gateway.windows = {0: rows(1, 8)}
    gateway.answers[0, 2] = [lambda page: attrs.evolve(page, page_no=9)]
    gateway.answers[0, 3] = [lambda _: NoReply("no reply")]
    reading = await read()
    assert reading.error is None
    assert reading.ids == list(range(1, 9))
