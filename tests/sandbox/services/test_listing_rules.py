"""The rules of a listing on a page, and the caches between pages."""

from datetime import timedelta

import pytest

from tests.sandbox.conftest import NOON, order_fields
from tests.support.clients import connect
from zhixiao_async import Client, Mask
from zhixiao_async.sandbox import Clock, Rules, Sandbox

from .test_listing import standing

DAY = timedelta(days=1)
MIDNIGHT = NOON.replace(hour=0) + DAY
WINDOW = {"begin_time": MIDNIGHT - DAY, "end_time": MIDNIGHT}


async def trade_and_refund(gateway: Sandbox, client: Client) -> None:
    """Return one row of each kind, at noon."""
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
    """A page repeats the end_time, or by option the second before a midnight."""
    begin = NOON - DAY
    async with standing(Rules(listing_echo=echo)) as gateway, connect(gateway) as client:
        page = await client.order_list(begin_time=begin, end_time=end)
        assert (page.begin_time, page.end_time) == (begin, echoed)


@pytest.mark.parametrize(
    ("cap", "asked", "size", "pages"), [(0, 7, 7, 3), (5, 7, 5, 4), (7, 5, 5, 4), (20, 20, 20, 1)]
)
async def test_rows_of_a_page(cap, asked, size, pages):
    """A page has page_size rows, but no more than page_cap, and names its size."""
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
    """mask_default counts only for requests without a mask."""
    async with standing(Rules(mask_default=default)) as gateway, connect(gateway) as client:
        await trade_and_refund(gateway, client)
        page = await client.order_list(**WINDOW, mask=asked)
        assert [row.operate_type.value for row in page.data] == list(listed)


async def test_listing_by_payment_shows_the_payments_time():
    """A listing by payment has an order paid in the window, and not one paid later."""
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
    """The remembered page ends of two windows are kept apart."""
    await gateway.seed_orders(60, 1, ending=NOON)
    windows = [
        {"begin_time": NOON - DAY, "end_time": NOON - timedelta(hours=hours)} for hours in (0, 2)
    ]
    alone = []
    for window in windows:
        gateway._context.listing.forget()
        pages = [await client.order_list(**window, page_no=n, page_size=10) for n in (1, 2, 3)]
        alone.append([page.data for page in pages])
    gateway._context.listing.forget()
    mixed = [
        [(await client.order_list(**window, page_no=n, page_size=10)).data for window in windows]
        for n in (1, 2, 3)
    ]
    assert [list(pages) for pages in zip(*mixed, strict=True)] == alone


async def test_number_of_windows_remembered_is_bounded(gateway, client):
    """The number of remembered windows is bounded."""
    listing = gateway._context.listing
    for second in range(300):
        end = NOON + timedelta(seconds=second)
        await client.order_list(begin_time=NOON - DAY, end_time=end)
        assert len(listing._counts) <= 256
    assert len(listing._counts) > 1


async def test_window_is_counted_once(gateway, client):
    """A window is counted once, not for each page."""
    await gateway.seed_orders(30, 1, ending=NOON)
    asked = []
    gateway._database._db.set_trace_callback(asked.append)
    for page_no in (1, 2, 3):
        window = {"begin_time": NOON - DAY, "end_time": NOON}
        await client.order_list(**window, page_no=page_no, page_size=10)
    gateway._database._db.set_trace_callback(None)
    assert len([query for query in asked if "count(*) FROM listing" in query]) == 1


@pytest.mark.parametrize("order", ["ascending", "descending"])
async def test_rows_of_one_moment(order):
    """Rows of one moment come in the order they were listed, or exactly reversed."""
    async with standing(Rules(listing=order)) as gateway, connect(gateway) as client:
        for number in range(4):
            made = await client.order_create(**order_fields() | {"out_trade_no": str(number)})
            await gateway.pay(made.order_id)
        pages = [await client.order_list(**WINDOW, page_no=n, page_size=2) for n in (1, 2)]
    ids = [int(row.id) for page in pages for row in page.data]
    assert ids == ([1, 2, 3, 4] if order == "ascending" else [4, 3, 2, 1])
