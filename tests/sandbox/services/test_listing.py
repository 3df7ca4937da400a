"""Section 2.10: windows, pages and rows, under every rule."""

from datetime import timedelta

import pytest

from tests.sandbox.conftest import NOON, order_fields
from tests.support.clients import connect
from zhixiao_async import InvalidRequest, ListedPayType, Mask, OperateType, PayType
from zhixiao_async.sandbox import Clock, Rules, Sandbox

DAY = timedelta(days=1)
WINDOW = {"begin_time": NOON - DAY, "end_time": NOON + DAY}


async def test_payment_and_refund_are_listed(gateway, client, create):
    """A payment and its refund are two rows with one order_id and different ids."""
    order = await create(out_item_id="7", out_item_name="学杂费")
    await gateway.pay(order.order_id, PayType.ALIPAY)
    await client.order_refund(out_trade_no="20881", refund_fee=800, out_refund_no="r1")
    page = await client.order_list(**WINDOW)
    trade, refund = page.data
    assert (trade.order_id, trade.fee, trade.operate_type) == (
        order.order_id,
        19800,
        OperateType.TRADE,
    )
    assert (refund.order_id, refund.fee, refund.operate_type) == (
        order.order_id,
        800,
        OperateType.REFUND,
    )
    assert trade.pay_type is ListedPayType.ALIPAY
    assert (trade.user_no, trade.user_name) == ("2013141516", "张三")
    assert (trade.order_intro, trade.item_id, trade.item_name) == ("学费;", "7", "学杂费")
    assert trade.id != refund.id


async def test_unpaid_order_isnt_listed(client, create):
    """An unpaid order isn't listed."""
    await create()
    assert (await client.order_list(**WINDOW)).data == []


async def test_mask(gateway, client, create):
    """Mask 1 lists trades, and 2 refunds."""
    await gateway.pay((await create()).order_id)
    await client.order_refund(out_trade_no="20881")
    for mask, kind in ((Mask.TRADE, OperateType.TRADE), (Mask.REFUND, OperateType.REFUND)):
        page = await client.order_list(**WINDOW, mask=mask)
        assert [row.operate_type for row in page.data] == [kind]
        assert page.total_size == 1


async def test_pages_add_up(gateway, client):
    """The pages have every row exactly once, oldest first, and the counts fit."""
    await gateway.seed_orders(2500, 1, ending=NOON)
    rows = []
    for page_no in range(1, 4):
        page = await client.order_list(**WINDOW, page_no=page_no)
        assert (page.page_no, page.total_page, page.total_size) == (page_no, 3, 2500)
        rows += page.data
    assert len({row.id for row in rows}) == 2500
    times = [row.order_date for row in rows]
    assert times == sorted(times)
    assert (await client.order_list(**WINDOW, page_no=4)).data == []


async def test_pages_in_any_order(gateway, client):
    """A page is the same whether its predecessor was read or not."""
    await gateway.seed_orders(50, 1, ending=NOON)
    third = await client.order_list(**WINDOW, page_no=3, page_size=10)
    await client.order_list(**WINDOW, page_no=2, page_size=10)
    assert await client.order_list(**WINDOW, page_no=3, page_size=10) == third


async def test_row_that_comes_in_before_a_page(gateway, client):
    """A row that comes in before a page moves the page's rows."""
    await gateway.seed_orders(20, 1, ending=NOON)
    first = await client.order_list(**WINDOW, page_no=1, page_size=10)
    await gateway.seed_orders(1, 0.01, ending=NOON - 0.98 * DAY)
    second = await client.order_list(**WINDOW, page_no=2, page_size=10)
    assert second.data[0] == first.data[-1]


async def test_growing_window(gateway, client, create):
    """A payment between two pages is counted at once."""
    await gateway.seed_orders(10, 1, ending=NOON)
    assert (await client.order_list(**WINDOW)).total_size == 10
    await gateway.pay((await create()).order_id)
    assert (await client.order_list(**WINDOW)).total_size == 11


@pytest.mark.parametrize(("ends", "found"), [("half_open", 0), ("inclusive", 1)])
async def test_window_ends(ends, found):
    """listing_ends decides whether an order of exactly end_time is in the window."""
    async with standing(Rules(listing_ends=ends)) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields())
        await gateway.pay(order.order_id)
        page = await client.order_list(begin_time=NOON - DAY, end_time=NOON)
        assert page.total_size == found


async def test_window_contains_its_beginning(gateway, client, create):
    """A window contains its begin_time under either rule."""
    await gateway.pay((await create()).order_id)
    assert (await client.order_list(begin_time=NOON, end_time=NOON + DAY)).total_size == 1


@pytest.mark.parametrize(("time", "minutes"), [("created", 0), ("paid", 30)])
async def test_listing_time(time, minutes):
    """listing_time lists a trade by its creation or its payment."""
    async with standing(Rules(listing_time=time)) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields())
        gateway.clock.advance(1800)
        await gateway.pay(order.order_id)
        (row,) = (await client.order_list(**WINDOW)).data
        assert row.order_date == NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(("seconds", "listed"), [(59, 0), (60, 2)])
async def test_listing_that_comes_late(seconds, listed):
    """listing_delay shows rows so much later, also in a window that was read before."""
    async with standing(Rules(listing_delay=60)) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields())
        await gateway.pay(order.order_id)
        await client.order_refund(out_trade_no="20881", refund_fee=800, out_refund_no="r1")
        assert (await client.order_list(**WINDOW)).total_size == 0
        gateway.clock.advance(seconds)
        assert (await client.order_list(**WINDOW)).total_size == listed


async def test_descending():
    """Listing descending has the newest rows first, page by page."""
    async with standing(Rules(listing="descending")) as gateway, connect(gateway) as client:
        await gateway.seed_orders(30, 1, ending=NOON)
        pages = [await client.order_list(**WINDOW, page_no=n, page_size=10) for n in (1, 2, 3)]
        times = [row.order_date for page in pages for row in page.data]
        assert times == sorted(times, reverse=True)
        assert len({row.id for page in pages for row in page.data}) == 30


async def test_rows_without_ids():
    """listing_ids False leaves the id out, as the document's example does."""
    async with standing(Rules(listing_ids=False)) as gateway, connect(gateway) as client:
        await gateway.seed_orders(3, 1, ending=NOON)
        assert [row.id for row in (await client.order_list(**WINDOW)).data] == [None] * 3


async def test_rows_have_the_documents_types(gateway, client):
    """Rows are text, with null for an unknown payer and empty text for other unknown fields."""
    await gateway.seed_orders(200, 1, ending=NOON)
    fields = {"begin_time": "2026-03-01 12:00:00", "end_time": "2026-03-02 12:00:00"}
    page = await client.raw("/pay_api/order_list_item_all", fields)
    assert (page["page_no"], page["page_size"], page["total_size"]) == (1, 1000, "200")
    assert page["begin_time"] == fields["begin_time"]
    for row in page["data"]:
        assert all(value is None or isinstance(value, str) for value in row.values())
        assert row["remark"] == ""
    assert any(row["user_no"] is None for row in page["data"])
    assert {row["operate_type"] for row in page["data"]} == {"0", "1"}


@pytest.mark.parametrize(
    ("count", "days", "said"),
    [
        (10**20, 1, "count must be a whole number, at least 0 and at most 5000000"),
        (True, 1, "count must be a whole number"),
        (5, 0, "days must be days above 0, at most 3660, got 0"),
        (5, -1, "days must be days above 0"),
        (5, float("nan"), "days must be days above 0"),
    ],
)
async def test_rows_that_cannot_be_meant(gateway, count, days, said):
    """Senseless numbers of seeded rows are refused before any row is made."""
    with pytest.raises(InvalidRequest, match=said):
        await gateway.seed_orders(count, days)
    assert gateway.seeded_orders == 0


async def test_seeded_rows_lie_in_their_span(gateway, client):
    """Seeded rows are within their span, and the same for the same seed."""
    await gateway.seed_orders(500, 2, ending=NOON)
    span = {"begin_time": NOON - 2 * DAY, "end_time": NOON}
    first = await client.order_list(**span)
    assert first.total_size == 500
    await gateway.reset()
    await gateway.seed_orders(500, 2, ending=NOON)
    assert await client.order_list(**span) == first


async def test_deep_page_costs_no_more_than_the_first(gateway, client):
    """A deep page, read in order, costs no more steps than the first."""
    await gateway.seed_orders(6000, 1, ending=NOON)
    await client.order_list(**WINDOW, page_size=200)  # counts the window

    async def steps(page_no: int) -> int:
        ticks = []
        gateway._database._db.set_progress_handler(lambda: ticks.append(1), 100)
        page = await client.order_list(**WINDOW, page_no=page_no, page_size=200)
        gateway._database._db.set_progress_handler(None, 0)
        assert len(page.data) == 200
        return len(ticks)

    costs = [await steps(page_no) for page_no in range(1, 31)]
    assert costs[29] < 2 * costs[0]


def standing(rules: Rules) -> Sandbox:
    """Start a sandbox with these rules, whose clock stands at noon."""
    clock = Clock()
    clock.freeze(NOON)
    return Sandbox(clock=clock, rules=rules)
