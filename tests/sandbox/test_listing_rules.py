"""How the rules of a listing show on a page, and what is remembered from page to page."""

from datetime import timedelta

import pytest

from zhixiao_async import Client, Mask
from zhixiao_async.sandbox import Clock, Rules, Sandbox

from .conftest import NOON, connect, order_fields
from .test_listing import standing

DAY = timedelta(days=1)
MIDNIGHT = NOON.replace(hour=0) + DAY
WINDOW = {"begin_time": MIDNIGHT - DAY, "end_time": MIDNIGHT}


async def trade_and_refund(gateway: Sandbox, client: Client) -> None:
    """One row of each kind, at noon."""
    order = await client.order_create(**order_fields())
    await gateway.pay(order.order_id)
    await client.order_refund(out_trade_no="20881")


@pytest.mark.parametrize(
    ("echo", "end", "echoed"),
    [
        ("asked", MIDNIGHT, MIDNIGHT),
        ("normalised", MIDNIGHT, MIDNIGHT - timedelta(seconds=1)),
        ("normalised", NOON, NOON),
        ("normalised", NOON.replace(hour=0, minute=1), NOON.replace(hour=0, minute=1)),
        ("normalised", NOON.replace(hour=0, second=1), NOON.replace(hour=0, second=1)),
    ],
)
async def test_end_that_a_page_names(echo, end, echoed):
    """As it was asked for; by option a midnight is the second before."""
    begin = NOON - DAY
    async with standing(Rules(listing_echo=echo)) as gateway, connect(gateway) as client:
        page = await client.order_list(begin_time=begin, end_time=end)
        assert (page.begin_time, page.end_time) == (begin, echoed)


@pytest.mark.parametrize(
    ("cap", "asked", "size", "pages"), [(0, 7, 7, 3), (5, 7, 5, 4), (7, 5, 5, 4), (20, 20, 20, 1)]
)
async def test_rows_of_a_page(cap, asked, size, pages):
    """As many as asked for, but no more than the cap; the page says by how many it counts."""
    async with standing(Rules(page_cap=cap)) as gateway, connect(gateway) as client:
        await gateway.seed_orders(20, 1, ending=NOON)
        window = {"begin_time": NOON - DAY, "end_time": NOON}
        seen = []
        for page_no in range(1, pages + 1):
            page = await client.order_list(**window, page_no=page_no, page_size=asked)
            assert (page.page_no, page.page_size, page.total_page) == (page_no, size, pages)
            seen.append(len(page.data))
    assert seen == [size] * (20 // size) + [20 % size] * bool(20 % size)


@pytest.mark.parametrize(
    ("default", "asked", "listed"),
    [
        ("both", None, "01"),
        ("both", Mask.REFUND, "1"),
        ("trades", None, "0"),
        ("trades", Mask.TRADE, "0"),
        ("trades", Mask.REFUND, "1"),
    ],
)
async def test_mask_if_none_is_given(default, asked, listed):
    """What is asked for counts; the rule is for those who don't ask."""
    async with standing(Rules(mask_default=default)) as gateway, connect(gateway) as client:
        await trade_and_refund(gateway, client)
        page = await client.order_list(**WINDOW, mask=asked)
        assert [row.operate_type.value for row in page.data] == list(listed)


async def test_listing_by_payment_shows_the_payments_time():
    """An order of the day before that was paid in the window is in it, and a late one isn't."""
    clock = Clock()
    clock.freeze(MIDNIGHT - DAY - timedelta(minutes=10))
    rules = Rules(listing_time="paid", listing_ends="inclusive")
    async with Sandbox(clock=clock, rules=rules) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields())
        clock.advance(1200)
        await gateway.pay(order.order_id)
        (row,) = (await client.order_list(**WINDOW)).data
        assert row.order_date == clock.now()
        before = {"begin_time": WINDOW["begin_time"] - DAY, "end_time": WINDOW["begin_time"]}
        assert (await client.order_list(**before)).data == []


async def test_pages_of_two_windows_are_kept_apart(gateway, client):
    """Where a page ended in one window says nothing about another."""
    await gateway.seed_orders(60, 1, ending=NOON)
    windows = [
        {"begin_time": NOON - DAY, "end_time": NOON - timedelta(hours=hours)} for hours in (0, 2)
    ]
    alone = []
    for window in windows:
        gateway._desk.listing.forget()
        pages = [await client.order_list(**window, page_no=n, page_size=10) for n in (1, 2, 3)]
        alone.append([page.data for page in pages])
    gateway._desk.listing.forget()
    mixed = [
        [(await client.order_list(**window, page_no=n, page_size=10)).data for window in windows]
        for n in (1, 2, 3)
    ]
    assert [list(one) for one in zip(*mixed, strict=True)] == alone


async def test_number_of_windows_remembered_is_bounded(gateway, client):
    """A program that asks for ever other windows doesn't fill the memory."""
    listing = gateway._desk.listing
    for second in range(300):
        end = NOON + timedelta(seconds=second)
        await client.order_list(begin_time=NOON - DAY, end_time=end)
        assert len(listing._counts) <= 256
    assert len(listing._counts) > 1


async def test_window_is_counted_once(gateway, client):
    """Not for each of its pages, which would cost more than the page."""
    await gateway.seed_orders(30, 1, ending=NOON)
    asked = []
    gateway._store._db.set_trace_callback(asked.append)
    for page_no in (1, 2, 3):
        window = {"begin_time": NOON - DAY, "end_time": NOON}
        await client.order_list(**window, page_no=page_no, page_size=10)
    gateway._store._db.set_trace_callback(None)
    assert len([one for one in asked if "count(*) FROM listing" in one]) == 1


@pytest.mark.parametrize("order", ["ascending", "descending"])
async def test_rows_of_one_moment(order):
    """They come in the order in which they were listed, or exactly the other way round."""
    async with standing(Rules(listing=order)) as gateway, connect(gateway) as client:
        for number in range(4):
            made = await client.order_create(**order_fields() | {"out_trade_no": str(number)})
            await gateway.pay(made.order_id)
        pages = [await client.order_list(**WINDOW, page_no=n, page_size=2) for n in (1, 2)]
    ids = [int(row.id) for page in pages for row in page.data]
    assert ids == ([1, 2, 3, 4] if order == "ascending" else [4, 3, 2, 1])
