"""Which rows of the listing are a refund's, and where they are looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import attrs
import pytest

from zhixiao_async import BEIJING, NumericId, OutcomeUnknown
from zhixiao_async.endpoints import (
    ListedOrder,
    Mask,
    OperateType,
    OrderQueryResult,
    OrderRefund,
    OrderStatus,
)
from zhixiao_async.settling.refunds import RefundWatch
from zhixiao_async.settling.settlement import Sight

NOW = datetime.now(BEIJING)
DAYS_AGO = NOW - timedelta(days=3)
MINUTE = timedelta(minutes=1)
REFUND = OrderRefund(order_id="0166", refund_fee=5000, out_refund_no="r1")


class Books:
    """A gateway that lists the rows it has within the window, whatever the mask says.

    Attributes:
        order: What the query answers.
        masks: Whether a row that doesn't say what it is is listed as a refund alone.
    """

    masks = True

    def __init__(self, status: OrderStatus, time_end: datetime | None) -> None:
        self.rows: list[ListedOrder] = []
        self.read: list[tuple[datetime, datetime]] = []
        self.order = OrderQueryResult(order_id="0166", status=status, time_end=time_end)

    def add(self, date: datetime, **fields: object) -> None:
        row = {"order_id": "0166", "id": str(len(self.rows)), "fee": 5000}
        kind = {"operate_type": OperateType.REFUND}
        self.rows.append(ListedOrder(**row | kind | fields, order_date=date))

    async def order_query(self, **_numbers: object) -> OrderQueryResult:
        return self.order

    async def iter_orders(
        self, begin: datetime, end: datetime, *, mask: Mask
    ) -> AsyncIterator[ListedOrder]:
        self.read.append((begin, end))
        for row in self.rows:
            masked = self.masks and mask is Mask.TRADE and row.operate_type != OperateType.TRADE
            if begin <= row.order_date <= end and not masked:
                yield row


def watch(books, sent=NOW, request=REFUND):
    """Looks for the one refund of the order, sent just now if nothing else is said."""
    error = OutcomeUnknown("why", settle_by="a query", request=request)
    error.lost(sent, (NOW - sent).total_seconds())
    return RefundWatch(books, request, error, Counter(), 1)


@pytest.fixture
def books():
    """Those of an order paid three days ago."""
    return Books(OrderStatus.PAID, DAYS_AGO)


@pytest.mark.parametrize("fee", [5000, -5000])
@pytest.mark.parametrize("kind", [OperateType.REFUND, OperateType("3"), None])
async def test_refund(books, fee, kind):
    """Its amount counts, however the gateway signs it, also where a row doesn't say what it is."""
    books.add(NOW, fee=fee, operate_type=kind)
    assert (await watch(books).look()).sight is Sight.APPLIED


@pytest.mark.parametrize(
    ("asked", "queried", "listed"),
    [
        (None, "0166", "166"),
        (None, "166", "0166"),
        (None, "0166", "00166"),
        ("166", NumericId("166"), "0166"),
        ("0166", NumericId("166"), "166"),
        ("0166", "0166", NumericId("166")),
    ],
)
async def test_order_with_other_leading_zeros(books, asked, queried, listed):
    """The row may be of the refund: it is neither found nor missed."""
    books.order = attrs.evolve(books.order, order_id=queried)
    named = {"out_trade_no": "20881"} if asked is None else {"order_id": asked}
    books.add(NOW, order_id=listed)
    look = await watch(
        books, request=OrderRefund(refund_fee=5000, out_refund_no="r1", **named)
    ).look()
    assert look.sight is Sight.UNCLEAR
    assert "leading zeros" in look.explanation


@pytest.mark.parametrize("kind", [OperateType("3"), None])
async def test_row_of_both_masks(books, kind):
    """A row that is listed as a trade, too, may be the payment: it proves no refund."""
    books.masks = False
    books.add(NOW, operate_type=kind)
    look = await watch(books).look()
    assert look.sight is Sight.UNCLEAR
    assert "both as a trade and as a refund" in look.explanation


@pytest.mark.parametrize(
    "fields",
    [{"operate_type": OperateType.TRADE}, {"order_id": "0167"}, {"fee": 700}],
    ids=["a payment", "of another order", "of another amount"],
)
async def test_other_rows(books, fields):
    """They are none of the refund, and don't hide it."""
    books.add(NOW, **fields)
    one = watch(books)
    assert (await one.look()).sight is Sight.ABSENT
    books.add(NOW)
    assert (await one.look()).sight is Sight.APPLIED


@pytest.mark.parametrize(
    "date",
    [
        DAYS_AGO - timedelta(minutes=64),
        DAYS_AGO,
        DAYS_AGO + timedelta(minutes=14),
        DAYS_AGO + timedelta(days=1),
        NOW - timedelta(hours=23),
        NOW,
        NOW + timedelta(hours=23),
    ],
    ids=["order", "payment", "soon after", "between", "behind", "now", "ahead"],
)
async def test_dated_anywhere(books, date):
    """Whichever of its times a row is listed under, by whichever clock, it is found."""
    books.add(date)
    assert (await watch(books).look()).sight is Sight.APPLIED


@pytest.mark.parametrize(
    "date",
    [
        DAYS_AGO - timedelta(minutes=64),
        DAYS_AGO + timedelta(minutes=14),
        NOW - timedelta(hours=23),
        NOW + timedelta(hours=23),
    ],
    ids=["order", "payment", "behind", "ahead"],
)
async def test_listed_after_a_first_look(books, date):
    """What can still get a row, by a clock that differs by a day, is read again at each look."""
    one = watch(books)
    assert (await one.look()).sight is Sight.ABSENT
    books.add(date)
    assert (await one.look()).sight is Sight.APPLIED


@pytest.mark.parametrize("time_end", [None, NOW - timedelta(minutes=1)])
@pytest.mark.parametrize("status", [OrderStatus.UNPAID, OrderStatus.FAILED])
async def test_unpaid(status, time_end):
    """What nobody paid has no refunds but the one in doubt, if any."""
    books = Books(status, time_end)
    assert (await watch(books).look()).sight is Sight.ABSENT
    books.add(NOW - timedelta(minutes=14))
    assert (await watch(books).look()).sight is Sight.APPLIED


@pytest.mark.parametrize(
    ("status", "time_end"),
    [(OrderStatus.PAID, None), (OrderStatus("4"), None), (OrderStatus("4"), NOW)],
    ids=["paid some time", "another status", "another status and a time"],
)
async def test_payment_of_unknown_time(status, time_end):
    """From when on there may be refunds isn't known, so nothing can be counted."""
    look = await watch(Books(status, time_end)).look()
    assert look.sight is Sight.UNCLEAR
    assert "when the order was paid" in look.explanation


async def test_machine_whose_clock_is_set_back(books):
    """The present is reckoned from when the refund was lost, so its row isn't one of tomorrow."""
    sent = NOW + timedelta(days=1)
    books.add(sent + timedelta(days=2))
    error = OutcomeUnknown("why", settle_by="a query", request=REFUND)
    error.lost(sent, timedelta(days=2).total_seconds())
    look = await RefundWatch(books, REFUND, error, Counter(), 1).look()
    assert look.sight is Sight.APPLIED


async def test_listed_late_before_the_refund(books):
    """What may still be listed after an hour is read again at each look."""
    one = watch(books)
    assert (await one.look()).sight is Sight.ABSENT
    books.add(NOW - timedelta(minutes=64))
    assert (await one.look()).sight is Sight.APPLIED


@pytest.mark.parametrize(
    ("paid", "windows"),
    [
        (10, [(-80, 1440)]),
        (60, [(-125, 1440)]),
        (1535, [(-1600, 1440)]),
        (1536, [(-1521, -1520), (-1601, -1521), (-1520, 1440)]),
    ],
)
async def test_windows(paid, windows):
    """From the order on, an hour before its payment, to now; the clocks may differ by a day.

    So long ago that nothing can be listed any more is a window of its own.
    """
    now = datetime.now(BEIJING)
    books = Books(OrderStatus.PAID, now - paid * MINUTE)
    await watch(books, now).look()
    read = [tuple(round((one - now) / MINUTE) for one in window) for window in books.read]
    assert read == windows


async def test_what_is_listed_for_good(books):
    """It is read at the first look only."""
    one = watch(books)
    await one.look()
    first, books.read = books.read, []
    await one.look()
    assert [begin for begin, _ in books.read] == [begin for begin, _ in first[1:]]


async def test_nameless_row_that_is_listed_for_good(books):
    """It is no evidence at any look."""
    books.add(DAYS_AGO + timedelta(days=1), order_id=NumericId("166"))
    one = watch(books)
    for _ in range(2):
        assert (await one.look()).sight is Sight.UNCLEAR
